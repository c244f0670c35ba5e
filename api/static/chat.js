// The page's main path: take a question, ask it, show the answer, offer what to ask next.

import { inForce, make } from "./card.js";
import { answered, asked, preview } from "./dialogue.js";
import { AskFailed, ask, forget } from "./stream.js";

const FIRST_CHOICES = [
  "Are there any emergencies right now?",
  "Is the power out in my area?",
  "How do I get to work?",
];
const NO_PLACE = "Your device did not tell where it is. You can name a neighbourhood instead.";

const element = (id) => document.getElementById(id);
const log = element("log");
const shown = element("preview");
const choices = element("choices");
const form = element("ask");
const field = element("question");
const send = element("send");

// Kept in this page alone, and gone with it.
const chat = { session: null, location: null, timezone: "UTC", busy: false, last: "" };

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit(field.value);
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
element("locate").addEventListener("click", () => locate());
element("forget").addEventListener("click", startAgain);

offer(FIRST_CHOICES);
read("/api/city")
  .then((city) => { chat.timezone = city.timezone; })
  .catch(() => {})
  .then(watch);

/** Show the emergencies in force, each minute anew; what cannot be read is no longer shown. */
async function watch() {
  if (!document.hidden) {
    const found = await read("/api/emergencies/active?limit=3").catch(() => ({ events: [] }));
    element("now").replaceChildren(...inForce(found.events, chat.timezone));
  }
  setTimeout(watch, 60_000);
}

async function read(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(address);
  return response.json();
}

async function submit(text) {
  const question = text.trim();
  if (!question || chat.busy) return;
  const bubble = begin(question);
  const growing = preview();
  shown.replaceChildren(growing.card);
  const body = { message: question };
  if (chat.session) body.session_id = chat.session;
  if (chat.location) body.location = chat.location;
  try {
    const answer = await ask(body, { statement: growing.add, reset: growing.reset });
    chat.session = answer.session_id;
    log.append(answered(answer, chat.timezone));
    bubble.scrollIntoView({ block: "start" });
    const wanted = answer.status === "needs_place" && !chat.location;
    offer(answer.suggestions, wanted);
  } catch (error) {
    log.append(apology(error, question));
  } finally {
    shown.replaceChildren();
    settle();
  }
}

function begin(question) {
  chat.busy = true;
  chat.last = question;
  send.setAttribute("aria-disabled", "true");
  field.value = "";
  choices.replaceChildren();
  element("forget").hidden = false;
  const bubble = asked(question);
  log.append(bubble);
  bubble.scrollIntoView({ block: "start" });
  return bubble;
}

function settle() {
  chat.busy = false;
  send.setAttribute("aria-disabled", "false");
  if (document.activeElement === document.body) field.focus({ preventScroll: true });
}

/** Offer what to ask next; a place that is wanted can also come from the device. */
function offer(suggestions, wanted = false) {
  const buttons = suggestions.map((words) => choice(words, () => submit(words)));
  if (wanted) buttons.unshift(choice("Use my location", () => locate(chat.last)));
  choices.replaceChildren(...buttons);
}

function choice(words, act) {
  const button = make("button", "", words);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

function apology(error, question) {
  const words = error instanceof AskFailed ? error.message : "Something went wrong on this page.";
  const notice = make("p", "notice", words);
  if (error.again !== false) {
    notice.append(choice("Try again", () => { notice.remove(); submit(question); }));
  }
  return notice;
}

/** Ask the device where it is, only ever on the person's own word; then ask again with it. */
function locate(question = "") {
  const found = ({ coords }) => {
    chat.location = {
      lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.round(coords.accuracy),
    };
    showPlace();
    if (question) submit(question);
  };
  const failed = () => log.append(make("p", "notice", NO_PLACE));
  if (!navigator.geolocation) failed();
  else navigator.geolocation.getCurrentPosition(found, failed, { timeout: 10_000 });
}

function showPlace() {
  const place = element("place");
  const drop = choice("Stop using it", () => {
    chat.location = null;
    showPlace();
    element("locate").focus();
  });
  drop.className = "quiet";
  const words = chat.location && `Using your location, to within ${chat.location.accuracy_m} m.`;
  place.replaceChildren(...(words ? [make("span", "", words), drop] : []));
  place.hidden = !words;
  element("locate").hidden = Boolean(words);
}

function startAgain() {
  if (chat.session) forget(chat.session);
  chat.session = chat.location = null;
  log.replaceChildren();
  showPlace();
  element("forget").hidden = true;
  offer(FIRST_CHOICES);
  field.focus();
  window.scrollTo({ top: 0 });
}
