// Ask over HTTP and read the answer as server-sent events, one handler a kind.
// A stream ends with `done` or with `error`; one that breaks off is told as a break.

import { say } from "./words.js";

export class AskFailed extends Error {
  constructor(words, again = true) {
    super(words);
    this.again = again;
  }
}

const PATIENCE_MS = 20_000;

/**
 * Ask one question.
 * @param {object} question the body of POST /api/chat
 * @param {Record<string, (body: any) => void>} handlers by event: meta, statement, reset
 * @returns {Promise<object>} the whole answer
 */
export async function ask(question, handlers) {
  const response = await post(question);
  if (!response.ok) throw await refused(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new AskFailed(say("unreachable"));
      waiting += value;
      const frames = waiting.split("\n\n");
      waiting = frames.pop();
      for (const frame of frames) {
        const { event, body } = parse(frame);
        if (event === "done") return body;
        if (event === "error") throw new AskFailed(body.detail ?? say("busy"));
        handlers[event]?.(body);
      }
    }
  } catch (error) {
    throw error instanceof AskFailed ? error : new AskFailed(say("unreachable"));
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Forget the conversation on the server; it is forgotten in half an hour anyway. */
export function forget(sessionId) {
  return fetch(`/api/sessions/${encodeURIComponent(sessionId)}`, { method: "DELETE" }).catch(
    () => {},
  );
}

async function post(question) {
  try {
    return await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new AskFailed(say("unreachable"));
  }
}

async function refused(response) {
  const problem = await response.json().catch(() => ({}));
  if (response.status >= 500) return new AskFailed(say("busy"));
  return new AskFailed(problem.detail ?? say("busy"), response.status === 429);
}

function parse(frame) {
  let event = "message";
  const lines = [];
  for (const line of frame.split("\n")) {
    if (line.startsWith("event: ")) event = line.slice(7);
    else if (line.startsWith("data: ")) lines.push(line.slice(6));
  }
  return { event, body: lines.length ? JSON.parse(lines.join("\n")) : null };
}
