// Show /openapi.json for people: each door with its parameters and an example.

import { make } from "./card.js";

const doors = document.getElementById("doors");

fetch("/openapi.json")
  .then((response) => response.json())
  .then((document) => doors.replaceChildren(...sections(document)))
  .catch(() => doors.replaceChildren(make("p", "notice", "The description cannot be read now.")));

function sections(description) {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, door]) => section(path, method, door)),
  );
}

function section(path, method, door) {
  const box = make("section", "door");
  box.append(
    make("h2", "", make("span", "method", method.toUpperCase()), make("code", "", path)),
    make("p", "", make("strong", "", door.summary ?? "")),
  );
  if (door.description) box.append(prose(door.description.replace(/(\S)\n(?=\S)/g, "$1 ")));
  if (door.parameters?.length) {
    const list = make("dl");
    for (const parameter of door.parameters) {
      const words = parameter.description ?? parameter.schema?.description ?? "";
      list.append(make("dt", "", make("code", "", parameter.name)), prose(words, "dd"));
    }
    box.append(list);
  }
  const example = door.requestBody?.content?.["application/json"]?.example;
  if (example) {
    const shown = make("pre", "", JSON.stringify(example, null, 2));
    shown.tabIndex = 0;
    box.append(shown);
  }
  return box;
}

/** Write text in which backquotes mark code. */
function prose(text, tag = "p") {
  const parts = text.split("`");
  return make(tag, "", ...parts.map((part, n) => (n % 2 ? make("code", "", part) : part)));
}
