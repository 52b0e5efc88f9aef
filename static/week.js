"use strict";

// Under each day's line of hours a bar to drag along, from 5 am to midnight. It only writes into the line: what is typed
// there counts, with or without this script. A line that it cannot read for sure it leaves alone.

const DAY = 1440, HALF = 720, CELL = 30, FIRST = 300;
const CELLS = (DAY - FIRST) / CELL;
const SVG = "http://www.w3.org/2000/svg";

// [from, until] in minutes after midnight; past DAY is the next day. The same rules as availability/day_windows.py,
// for lines that say am or pm at the end of each stretch, as saved ones do. null where it is not sure.
function read(text) {
  const words = text.toLowerCase().replace(/all day/g, "12am-12am").replace(/midnight/g, "12am").replace(/noon/g, "12pm");
  const windows = words.split(/\s*[,;]\s*/).filter(Boolean).map((piece) => {
    const found = piece.trim().match(/^(\d{1,2})(?::(\d\d))? ?(am|pm)? ?[–-] ?(\d{1,2})(?::(\d\d))? ?(am|pm)( next day)?$/);
    if (!found || found[1] < 1 || found[1] > 12 || found[4] < 1 || found[4] > 12 || found[2] > 59 || found[5] > 59) return null;
    const dial = (found[1] % 12) * 60 + Number(found[2] || 0);
    const until = ((found[4] % 12) * 60 + Number(found[5] || 0) + (found[6] === "pm" ? HALF : 0)) || DAY;
    const near = [dial + HALF, dial, dial + HALF - DAY].find((minute) => minute < until);
    const from = found[3] ? dial + (found[3] === "pm" ? HALF : 0) : (near + DAY) % DAY;
    if (from === until || (found[7] && until > from)) return null;
    return [from, until > from ? until : until + DAY];
  });
  return windows.includes(null) ? null : together(windows);
}

function write(windows) {
  return windows.map(([from, until]) => {
    if (from === 0 && until === DAY) return "all day";
    const next = until > DAY;
    const same = !next && Math.floor(from / HALF) === Math.floor(until / HALF);
    return clock(from, !same) + "–" + clock(until % DAY || DAY, true) + (next ? " next day" : "");
  }).join(", ");
}

function clock(minute, half) {
  if (minute % DAY === 0) return "midnight";
  const hour = Math.floor(minute / 60);
  const past = minute % 60 ? ":" + String(minute % 60).padStart(2, "0") : "";
  return (hour % 12 || 12) + past + (half ? (hour < 12 ? " am" : " pm") : "");
}

function together(windows) {
  const whole = [];
  for (const [from, until] of [...windows].sort((one, other) => one[0] - other[0])) {
    const last = whole.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], until);
    else whole.push([from, until]);
  }
  return whole;
}

function without(windows, [since, to]) {
  return windows.flatMap(([from, until]) => [[from, Math.min(until, since)], [Math.max(from, to), until]])
    .filter(([from, until]) => from < until && from < DAY); // what would begin on the next day is not this day's
}

function shape(kind, name, place) {
  const element = document.createElementNS(SVG, kind);
  element.setAttribute("class", name);
  for (const [key, value] of Object.entries(place)) element.setAttribute(key, value);
  return element;
}

function bar(line, day, say) {
  const svg = shape("svg", "bar-of-day", { viewBox: `0 0 ${CELLS} 1`, preserveAspectRatio: "none", "aria-hidden": "true" });
  let windows, drag;

  const draw = (shown) => {
    svg.classList.toggle("unread", shown === null);
    svg.replaceChildren(shape("rect", "bar-room", { x: 0, y: 0, width: CELLS, height: 1 }));
    for (const [from, until] of shown || []) {
      const start = Math.max(0, (from - FIRST) / CELL), end = Math.min(CELLS, (until - FIRST) / CELL);
      if (end > start) svg.append(shape("rect", "bar-part", { x: start, y: 0, width: end - start, height: 1 }));
    }
    for (let hour = 6; hour < 24; hour += 3) {
      const x = (hour * 60 - FIRST) / CELL;
      svg.append(shape("line", "bar-tick", { x1: x, x2: x, y1: 0, y2: 1 }));
    }
  };
  const cell = (event) => {
    const box = svg.getBoundingClientRect();
    return Math.max(0, Math.min(CELLS - 1, Math.floor(((event.clientX - box.left) / box.width) * CELLS)));
  };
  const dragged = () => {
    const [low, high] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    const span = [FIRST + low * CELL, FIRST + (high + 1) * CELL];
    return drag.takes ? without(windows, span) : together([...windows, span]);
  };
  const typed = () => draw((windows = read(line.value)));

  svg.addEventListener("pointerdown", (event) => {
    if (event.button || windows === null) return;
    const at = cell(event), minute = FIRST + at * CELL;
    drag = { from: at, to: at, takes: windows.some(([from, until]) => from <= minute && minute < until), moved: event.pointerType === "mouse" };
    svg.setPointerCapture(event.pointerId);
    if (drag.moved) draw(dragged());
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drag || cell(event) === drag.to) return;
    drag.to = cell(event);
    drag.moved = true;
    draw(dragged());
  });
  svg.addEventListener("pointerup", () => {
    if (drag && drag.moved) { // a finger that only taps was about to scroll
      line.value = write(dragged());
      say(day + ": " + (line.value || "no hours"));
    }
    drag = undefined;
    typed();
  });
  svg.addEventListener("pointercancel", () => {
    drag = undefined;
    typed();
  });
  line.addEventListener("input", typed);
  typed();
  return svg;
}

for (const form of document.querySelectorAll("form[data-week]")) {
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  form.append(said);
  const how = form.querySelector("#how");
  how.append(" Or drag along the bar below a day: on free time to add hours, on hours to take them away.");
  const marks = document.createElement("div");
  marks.className = "bar-marks";
  marks.setAttribute("aria-hidden", "true");
  marks.append(...["", "6 am", "", "noon", "", "6 pm", ""].map((words) => {
    const mark = document.createElement("span");
    mark.textContent = words;
    return mark;
  }));
  form.querySelector(".day-line").before(marks);
  for (const row of form.querySelectorAll(".day-line")) {
    const line = row.querySelector("input");
    line.after(bar(line, row.querySelector("label").textContent, (words) => { said.textContent = words; }));
  }
}
