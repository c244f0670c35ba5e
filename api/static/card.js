// Write what an answer rests on: one card for each event cited, and how each source stands.
// Everything is set as text; nothing that a feed says can become markup.

import { language, say, says } from "./words.js";

/** Make an element with a class, text, or children. */
export function make(tag, className = "", ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside.filter((part) => part !== null && part !== ""));
  return element;
}

/** Say an instant in the city's time: with its day only where that is not today. */
export function sayTime(text, timezone, tag = language()) {
  if (!text) return "";
  const day = { timeZone: timezone, year: "numeric", month: "short", day: "numeric" };
  const clock = { timeZone: timezone, hour: "numeric", minute: "2-digit" };
  const when = new Date(text);
  const today = new Intl.DateTimeFormat("en", day).format(new Date());
  const same = new Intl.DateTimeFormat("en", day).format(when) === today;
  const wanted = same ? clock : { ...day, ...clock };
  const said = new Intl.DateTimeFormat(say("clock", {}, tag), wanted).format(when);
  return said.replace(/[AP]M/, (half) => half.toLowerCase());
}

/** Write one cited event as a card. */
export function evidenceCard(citation, timezone, tag) {
  const facts = make("dl");
  const tell = (name, value) => {
    if (value) facts.append(make("dt", "", name), make("dd", "", value));
  };
  const reason = `end_${citation.end_reason}`;
  const ended = citation.end_reason && says(reason) ? say(reason, {}, tag) : "";
  const phase = says(citation.phase) ? say(citation.phase, {}, tag) : citation.phase;
  tell(say("source", {}, tag), citation.publisher ?? citation.source);
  tell(say("status", {}, tag), phase + ended);
  tell(say("issued", {}, tag), sayTime(citation.issued_at, timezone, tag));
  tell(say("confirmed", {}, tag), sayTime(citation.last_confirmed_at, timezone, tag));
  tell(say("expected_end", {}, tag), expectedEnd(citation, timezone, tag));
  tell(say("report", {}, tag), citation.event_id);
  const card = make("div", "evidence");
  card.append(make("h3", "", `${citation.n}. ${citation.headline ?? words(citation.type)}`), facts);
  const address = webAddress(citation.url);
  if (address) {
    const link = make("a", "", say("read_at", { host: address.hostname }, tag));
    link.href = address.href;
    link.rel = "noopener noreferrer external";
    card.append(make("p", "", link));
  }
  return card;
}

/** Write the emergencies in force as lines of their own. */
export function inForce(events, timezone) {
  return events.map((event) => {
    const end = event.phase === "active" && event.ends_at;
    const until = end ? say("until", { time: sayTime(event.ends_at, timezone) }) : "";
    const by = `${event.publisher ?? event.source}${until}`;
    return make("li", "", make("strong", "", event.headline ?? words(event.type)), ` ${by}`);
  });
}

/** Write how each source that would know stands. */
export function sourceList(coverage, timezone, tag) {
  const list = make("ul");
  for (const source of coverage) {
    const time = source.last_heard_at && sayTime(source.last_heard_at, timezone, tag);
    const heard = time ? say("last_heard", { time }, tag) : "";
    const ours = source.reason === "our_side" ? say("our_side", {}, tag) : "";
    const state = says(source.state) ? say(source.state, {}, tag) : source.state;
    const line = make("li", "", `${source.source}: ${state}${heard}${ours}`);
    line.dataset.state = source.state;
    list.append(line);
  }
  const live = coverage.filter((source) => source.state === "live").length;
  const details = make("details", "sources");
  details.append(make("summary", "", say("sources", { live, all: coverage.length }, tag)));
  details.append(list);
  return details;
}

function expectedEnd(citation, timezone, tag) {
  const open = ["active", "overdue"].includes(citation.phase);
  if (!citation.ends_at) return open ? say("not_given", {}, tag) : "";
  const estimated = citation.end_certainty === "estimated" ? say("estimate", {}, tag) : "";
  return sayTime(citation.ends_at, timezone, tag) + estimated;
}

function words(type) {
  const text = type.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Return a web address that may become a link; anything else stays unsaid. */
function webAddress(text) {
  try {
    const address = new URL(text);
    return ["https:", "http:"].includes(address.protocol) ? address : null;
  } catch {
    return null;
  }
}
