// Write the conversation: what was asked, what is being answered, and finished answers.
// A finished answer enters the log whole, so that a screen reader says it once.

import { evidenceCard, make, sourceList } from "./card.js";
import { say, says } from "./words.js";

let cards = 0;

/** Write a question. */
export function asked(text) {
  const bubble = make("div", "asked");
  bubble.append(make("span", "", text));
  return bubble;
}

/** Write the answer that is being made, statement by statement. */
export function preview() {
  const waiting = make("div", "thinking", make("span"), make("span"), make("span"));
  const said = make("div", "said");
  const card = make("div", "answer", waiting, said);
  return {
    card,
    add(statement) {
      waiting.remove();
      said.append(make("p", "", statement.text));
    },
    reset() {
      said.replaceChildren();
    },
  };
}

/** Write a finished answer. */
export function answered(answer, timezone) {
  const article = make("article", "answer");
  article.dataset.status = answer.status;
  article.lang = answer.language;
  article.tabIndex = -1;
  const kind = says(answer.status) ? say(answer.status, {}, answer.language) : answer.status;
  const status = make("span", "status", kind);
  status.dataset.status = answer.status;
  const where = answer.place && answer.place.kind !== "city" ? answer.place.name : "";
  article.append(make("div", "answer-head", status, where ? make("span", "", where) : ""));
  const evidence = make("div");
  const [told, foot] = parted(answer.statements);
  article.append(paragraphs(answer, told, evidence, timezone), evidence);
  if (foot.length) {
    article.append(make("p", "of-coverage", foot.map((statement) => statement.text).join(" ")));
  }
  if (answer.coverage.length) {
    article.append(sourceList(answer.coverage, timezone, answer.language));
  }
  return article;
}

/** Part what is told from what it rests on; where that is all there is to tell, it is told. */
function parted(statements) {
  const told = statements.filter((statement) => statement.kind !== "coverage");
  if (!told.length) return [statements, []];
  return [told, statements.filter((statement) => statement.kind === "coverage")];
}

function paragraphs(answer, told, evidence, timezone) {
  const said = make("div", "said");
  const lead = leadOf(answer);
  const byId = new Map(answer.citations.map((citation) => [citation.event_id, citation]));
  grouped(told).forEach(({ texts, ids }, index) => {
    const paragraph = make("p");
    if (index === 0 && lead) paragraph.append(make("span", "lead", lead), " ");
    const cited = ids.map((id) => byId.get(id)).filter(Boolean);
    const chips = cited.map((citation) => chip(citation, evidence, timezone, answer.language));
    paragraph.append(...together(texts.join(" "), chips));
    said.append(paragraph);
  });
  return said;
}

/** Keep the first chip on the line of the last word. */
function together(text, [first, ...others]) {
  if (!first) return [text];
  const at = text.lastIndexOf(" ") + 1;
  const end = make("span", "kept", text.slice(at), "\u00a0", first);
  return [text.slice(0, at), end, ...others.flatMap((chip) => [" ", chip])];
}

/** Put sentences that rest on the same events into one paragraph, with its evidence at the end. */
function grouped(statements) {
  const groups = [];
  for (const { text, event_ids: ids } of statements) {
    const last = groups.at(-1);
    if (last && ids.length && ids.join("\n") === last.ids.join("\n")) last.texts.push(text);
    else groups.push({ texts: [text], ids });
  }
  return groups;
}

/** Find the "Yes." or "No." that stands before the first statement. */
function leadOf(answer) {
  const first = answer.statements[0];
  if (!first) return "";
  const stem = first.text.replace(/[.?!]$/, "");
  const at = answer.answer.indexOf(stem);
  return at > 0 ? answer.answer.slice(0, at).trim() : "";
}

function chip(citation, evidence, timezone, tag) {
  const button = make("button", "chip", String(citation.n));
  button.type = "button";
  button.dataset.event = citation.event_id;
  button.setAttribute("aria-expanded", "false");
  const source = citation.publisher ?? citation.source;
  button.setAttribute("aria-label", say("evidence_from", { n: citation.n, source }, tag));
  button.addEventListener("click", () => toggle(button, citation, evidence, timezone, tag));
  button.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(evidence);
  });
  return button;
}

function toggle(button, citation, evidence, timezone, tag) {
  const open = button.getAttribute("aria-expanded") === "true";
  close(evidence);
  if (open) return;
  const card = evidenceCard(citation, timezone, tag);
  card.id = `evidence-${++cards}`;
  // Beside the answer that was already read out: the card itself is reached by its button.
  card.setAttribute("role", "group");
  card.setAttribute("aria-label", say("evidence", { n: citation.n }, tag));
  evidence.append(card);
  button.setAttribute("aria-expanded", "true");
  button.setAttribute("aria-controls", card.id);
  card.scrollIntoView({ block: "nearest" });
}

function close(evidence) {
  evidence.replaceChildren();
  for (const button of evidence.parentElement.querySelectorAll(".chip")) {
    button.setAttribute("aria-expanded", "false");
    button.removeAttribute("aria-controls");
  }
}
