// The page's main path: take a question, ask it, show the answer, offer what to ask next.

import { inForce, make } from "./card.js";
import { answered, asked, preview } from "./dialogue.js";
import { AskFailed, ask, forget } from "./stream.js";
import { language, say, speak } from "./words.js";

const FIRST_CHOICES = ["first_emergencies", "first_power", "first_journey"];

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

speak();
offer(firstChoices());
read("/api/city")
  .then((city) => { chat.timezone = city.timezone; })
  .catch(() => {})
  .then(watch);

/** Show the emergencies in force, each minute anew. */
async function watch() {
  if (!document.hidden) await showEmergencies();
  setTimeout(watch, 60_000);
}

/** Show the emergencies in force; what cannot be read is no longer shown. */
async function showEmergencies() {
  const found = await read("/api/emergencies/active?limit=3").catch(() => ({ events: [] }));
  element("now").replaceChildren(...inForce(found.events, chat.timezone));
}

/** Let the page go on in the language of an answer. */
function follow(tag) {
  speak(tag);
  showPlace();
  showEmergencies();
}

function firstChoices() {
  return FIRST_CHOICES.map((key) => say(key));
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
    if (answer.language !== language()) follow(answer.language);
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
  if (wanted) buttons.unshift(choice(say("locate"), () => locate(chat.last)));
  choices.replaceChildren(...buttons);
}

function choice(words, act) {
  const button = make("button", "", words);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

function apology(error, question) {
  const words = error instanceof AskFailed ? error.message : say("page_failed");
  const notice = make("p", "notice", words);
  if (error.again !== false) {
    notice.append(choice(say("retry"), () => { notice.remove(); submit(question); }));
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
  const failed = () => log.append(make("p", "notice", say("no_place")));
  if (!navigator.geolocation) failed();
  else navigator.geolocation.getCurrentPosition(found, failed, { timeout: 10_000 });
}

function showPlace() {
  const place = element("place");
  const drop = choice(say("drop_place"), () => {
    chat.location = null;
    showPlace();
    element("locate").focus();
  });
  drop.className = "quiet";
  const words = chat.location && say("located", { metres: chat.location.accuracy_m });
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
  offer(firstChoices());
  field.focus();
  window.scrollTo({ top: 0 });
}
