// Write what an answer rests on: one card for each event cited, and how each source stands.
// Everything is set as text; nothing that a feed says can become markup.

/** Make an element with a class, text, or children. */
export function make(tag, className = "", ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside.filter((part) => part !== null && part !== ""));
  return element;
}

/** Say an instant in the city's time: with its day only where that is not today. */
export function sayTime(text, timezone) {
  if (!text) return "";
  const day = { timeZone: timezone, year: "numeric", month: "short", day: "numeric" };
  const clock = { timeZone: timezone, hour: "numeric", minute: "2-digit" };
  const when = new Date(text);
  const today = new Intl.DateTimeFormat("en", day).format(new Date());
  const same = new Intl.DateTimeFormat("en", day).format(when) === today;
  const said = new Intl.DateTimeFormat("en", same ? clock : { ...day, ...clock }).format(when);
  return said.replace(/[AP]M/, (half) => half.toLowerCase());
}

const PHASES = {
  upcoming: "Announced",
  active: "In force",
  overdue: "Past its expected end, not confirmed over",
  ended: "Ended",
  cancelled: "Cancelled",
  superseded: "Replaced by a newer report",
};
const ENDS = {
  resolved: "resolved",
  cancelled: "cancelled",
  ends_at: "its time is over",
  expired: "the message ran out",
  vanished: "no longer listed by its source",
  unconfirmed: "not confirmed for a long time",
  withdrawn: "withdrawn",
};
const STATES = { live: "live", stale: "not heard from lately", silent: "not heard from" };

/** Write one cited event as a card. */
export function evidenceCard(citation, timezone) {
  const facts = make("dl");
  const tell = (name, value) => {
    if (value) facts.append(make("dt", "", name), make("dd", "", value));
  };
  const ended = citation.end_reason ? ` (${ENDS[citation.end_reason] ?? ""})` : "";
  tell("Source", citation.publisher ?? citation.source);
  tell("Status", (PHASES[citation.phase] ?? citation.phase) + ended);
  tell("Issued", sayTime(citation.issued_at, timezone));
  tell("Confirmed", sayTime(citation.last_confirmed_at, timezone));
  tell("Expected end", expectedEnd(citation, timezone));
  tell("Report", citation.event_id);
  const card = make("div", "evidence");
  card.append(make("h3", "", `${citation.n}. ${citation.headline ?? words(citation.type)}`), facts);
  const address = webAddress(citation.url);
  if (address) {
    const link = make("a", "", `Read it at ${address.hostname}`);
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
    const until = end ? `, until ${sayTime(event.ends_at, timezone)}` : "";
    const by = `${event.publisher ?? event.source}${until}`;
    return make("li", "", make("strong", "", event.headline ?? words(event.type)), ` ${by}`);
  });
}

/** Write how each source that would know stands. */
export function sourceList(coverage, timezone) {
  const list = make("ul");
  for (const source of coverage) {
    const heard = source.last_heard_at ? `, last heard ${sayTime(source.last_heard_at, timezone)}` : "";
    const ours = source.reason === "our_side" ? " (the delay is on our side)" : "";
    const state = STATES[source.state] ?? source.state;
    const line = make("li", "", `${source.source}: ${state}${heard}${ours}`);
    line.dataset.state = source.state;
    list.append(line);
  }
  const live = coverage.filter((source) => source.state === "live").length;
  const details = make("details", "sources");
  details.append(make("summary", "", `Sources that would know: ${live} of ${coverage.length} live`));
  details.append(list);
  return details;
}

function expectedEnd(citation, timezone) {
  if (!citation.ends_at) return ["active", "overdue"].includes(citation.phase) ? "Not given" : "";
  const estimated = citation.end_certainty === "estimated" ? " (estimate)" : "";
  return sayTime(citation.ends_at, timezone) + estimated;
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
