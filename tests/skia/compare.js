// Draws the scenes of scenes.txt with Skia (npm's @napi-rs/canvas), compares each with fbrun's
// picture of it, and lists where they differ by more than the scene allows: 8 of 255 in a
// premultiplied channel, or what its line "allow N reason" says. Exit status 1 if there are any.
// Skia's own anti-aliasing is off by up to 70 of 255 at the edge of a circle, so it draws at 16
// times the size, and the mean of 16 x 16 pixels is taken. Scenes that have the line "direct" (with
// pictures or filters, which do not scale) are drawn at their size.
// Run as: node compare.js SCENES FOLDER
const fs = require("fs");
const path = require("path");
const { createCanvas, loadImage, Path2D } = require("@napi-rs/canvas");

const WIDTH = 160, HEIGHT = 120, TOLERANCE = 8, SCALE = 16;
const [scenes, folder] = process.argv.slice(2);

function parse(word, variables) {
  if (word in variables) return variables[word];
  if (word.startsWith("[")) return JSON.parse(word);
  if (word === "true" || word === "false") return word === "true";
  return Number.isNaN(Number(word)) || word === "" ? word : Number(word);
}

const wordsOf = (line) =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => (m[1] !== undefined ? m[1] : m[2]));

// A canvas is drawn on through its context and drawn from as itself.
const sourceOf = (value) => (value && value.canvas ? value.canvas : value);

function run(ctx, words, variables, scale) {
  const values = (from) => words.slice(from).map((word) => sourceOf(parse(word, variables)));
  const [object, method] = words[0].includes(".") ? words[0].split(".") : [];
  if (words[0] === "set") {
    const scales = words[1].startsWith("shadowOffset") || words[1] === "shadowBlur";
    ctx[words[1]] = scales ? values(2)[0] * scale : values(2)[0];
  } else if (words[0] === "setTransform" || words[0] === "resetTransform") {
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    if (words[0] === "setTransform") ctx.transform(...values(1));
  } else if (words[1] === "=" && words[2] === "Canvas") {
    variables[words[0]] = createCanvas(...values(3)).getContext("2d");
  } else if (words[1] === "=" && words[2] === "Path2D") {
    variables[words[0]] = new Path2D(...values(3));
  } else if (words[1] === "=") {
    variables[words[0]] = ctx[words[2]](...values(3));
  } else if (object && words[1] === "set") {
    variables[object][method] = values(2)[0];
  } else if (object) {
    variables[object][method](...values(1));
  } else {
    ctx[words[0]](...values(1));
  }
}

// The premultiplied channels of what is on a canvas `scale` times as large, as means.
function premultiplied(ctx, scale) {
  const wide = WIDTH * scale, data = ctx.getImageData(0, 0, wide, HEIGHT * scale).data;
  const out = new Float64Array(WIDTH * HEIGHT * 4);
  for (let i = 0; i < data.length; i++) {
    const pixel = i >> 2, x = Math.floor((pixel % wide) / scale), y = Math.floor(pixel / wide / scale);
    const value = i % 4 === 3 ? data[i] : (data[i] * data[i | 3]) / 255;
    out[(y * WIDTH + x) * 4 + (i % 4)] += value / (scale * scale);
  }
  return out;
}

async function picture(name) {
  const ctx = createCanvas(WIDTH, HEIGHT).getContext("2d");
  ctx.drawImage(await loadImage(path.join(folder, `${name}.png`)), 0, 0);
  return premultiplied(ctx, 1);
}

async function compare(scene) {
  const scale = scene.direct ? 1 : SCALE, variables = {};
  const ctx = createCanvas(WIDTH * scale, HEIGHT * scale).getContext("2d");
  ctx.scale(scale, scale);
  for (const words of scene.calls) run(ctx, words, variables, scale);
  fs.writeFileSync(path.join(folder, `${scene.name}.skia.png`), ctx.canvas.toBuffer("image/png"));
  const theirs = premultiplied(ctx, scale), ours = await picture(scene.name);
  let worst = 0, at = 0;
  const pixels = new Set();
  for (let i = 0; i < ours.length; i++) {
    const d = Math.abs(ours[i] - theirs[i]);
    if (d > worst) [worst, at] = [d, i];
    if (d > TOLERANCE) pixels.add(i >> 2);
  }
  const ok = worst <= scene.allowed;
  const place = `(${(at >> 2) % WIDTH}, ${Math.floor((at >> 2) / WIDTH)})`;
  console.log(`${ok ? "ok    " : "DIFFER"} ${scene.name.padEnd(24)} worst ${worst.toFixed(1).padStart(5)} at ` +
    `${place.padEnd(10)} ${pixels.size} pixels over ${TOLERANCE}`);
  return ok;
}

const list = [];
for (const line of fs.readFileSync(scenes, "utf8").split("\n")) {
  const words = wordsOf(line);
  if (words[0] === "scene") list.push({ name: words[1], calls: [], allowed: TOLERANCE });
  else if (words[0] === "direct") list[list.length - 1].direct = true;
  else if (words[0] === "allow") list[list.length - 1].allowed = Number(words[1]);
  else if (words.length && !words[0].startsWith("#")) list[list.length - 1].calls.push(words);
}

(async () => {
  let failed = 0;
  for (const scene of list) if (!(await compare(scene))) failed++;
  process.exit(failed ? 1 : 0);
})();
