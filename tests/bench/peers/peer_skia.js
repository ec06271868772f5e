// Skia, through npm's @napi-rs/canvas: it records the calls and draws them when a pixel is read, so
// that the time is that of its drawing alone.
const fs = require("fs");
const { createCanvas, GlobalFonts, ImageData } = require("@napi-rs/canvas");

let width = 0, height = 0, canvas, ctx;
const images = [], frames = new Map();

// As paint_image in scenes.c, straight.
function makeImage(w, h, opaque) {
  const data = new Uint8ClampedArray(w * h * 4);
  for (let y = 0, i = 0; y < h; y++) {
    for (let x = 0; x < w; x++, i += 4) {
      const dx = 2 * x + 1 - w, dy = 2 * y + 1 - h, fromEdge = w * w - dx * dx - dy * dy;
      let alpha = fromEdge <= 0 ? 0 : Math.trunc((Math.trunc((fromEdge * 4) / w) * 255) / w);
      alpha = opaque || alpha > 255 ? 255 : alpha;
      data.set([(x * 7 + y * 3) & 255, (x * 2 + y * 5) & 255, (x ^ y) & 255, alpha], i);
    }
  }
  const image = createCanvas(w, h);
  image.getContext("2d").putImageData(new ImageData(data, w, h), 0, 0);
  return image;
}

const hex = (c) => `#${c.slice(2)}${c.slice(0, 2)}`; // aarrggbb → #rrggbbaa

function gradient(g, e) {
  g.addColorStop(0, e.color);
  g.addColorStop(1, e.color2);
  ctx.fillStyle = g;
  ctx.fillRect(...e.v.slice(0, 4));
}

const draw = {
  fill: (e) => { ctx.fillStyle = e.color; ctx.fillRect(...e.v); },
  image: (e) => ctx.drawImage(images[e.image], ...e.v),
  scaled: (e) => ctx.drawImage(images[e.image], ...e.v),
  rotated: (e) => {
    const image = images[e.image];
    ctx.save();
    ctx.translate(e.v[0], e.v[1]);
    ctx.rotate(e.v[2]);
    ctx.drawImage(image, -image.width / 2, -image.height / 2);
    ctx.restore();
  },
  linear: (e) => gradient(ctx.createLinearGradient(...e.v.slice(4)), e),
  radial: (e) => gradient(ctx.createRadialGradient(e.v[4], e.v[5], 0, e.v[4], e.v[5], e.v[6]), e),
  polygon: (e) => {
    ctx.fillStyle = e.color;
    ctx.beginPath();
    for (let i = 0; i < e.v.length; i += 2) ctx.lineTo(e.v[i], e.v[i + 1]);
    ctx.closePath();
    ctx.fill();
  },
  circle: (e) => {
    ctx.fillStyle = e.color;
    ctx.beginPath();
    ctx.arc(e.v[0], e.v[1], e.v[2], 0, 2 * Math.PI);
    ctx.fill();
  },
  round: (e) => {
    ctx.fillStyle = e.color;
    ctx.beginPath();
    ctx.roundRect(...e.v);
    ctx.fill();
  },
  line: (e) => {
    ctx.strokeStyle = e.color;
    ctx.lineWidth = e.v[0];
    ctx.beginPath();
    ctx.moveTo(e.v[1], e.v[2]);
    ctx.lineTo(e.v[3], e.v[4]);
    ctx.stroke();
  },
  curve: (e) => {
    ctx.strokeStyle = e.color;
    ctx.lineWidth = e.v[0];
    ctx.beginPath();
    ctx.moveTo(e.v[1], e.v[2]);
    ctx.bezierCurveTo(...e.v.slice(3));
    ctx.stroke();
  },
};

draw.text = (e) => {
  ctx.fillStyle = e.color;
  ctx.font = e.font;
  for (let i = 0; i < e.text.length; i++) ctx.fillText(e.text[i], e.v[2 + 3 * i], e.v[3 + 3 * i]);
};

GlobalFonts.registerFromPath("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "Race");
let items;
for (const line of fs.readFileSync(process.argv[2], "utf8").split("\n")) {
  const words = line.split(" ");
  if (words[0] === "size") {
    [width, height] = words.slice(1).map(Number);
    canvas = createCanvas(width, height);
    ctx = canvas.getContext("2d");
  } else if (words[0] === "picture") {
    images.push(makeImage(Number(words[1]), Number(words[2]), words[3] === "1"));
  } else if (words[0] === "frame") {
    frames.set(words[1], (items = []));
  } else if (words.length > 1) {
    items.push({
      draw: draw[words[0]], color: hex(words[1]), color2: hex(words[2]), image: Number(words[3]),
      v: words.slice(4).map(Number),
    });
    const item = items[items.length - 1];
    if (words[0] === "text") {
      item.font = `${item.v[0]}px Race`;
      item.text = item.v.filter((_, i) => i % 3 === 1).map((code) => String.fromCharCode(code));
    }
  }
}

// Reading a pixel has everything drawn. Reading by itself costs some microseconds.
function flush() {
  const start = process.hrtime.bigint();
  ctx.getImageData(0, 0, 1, 1);
  return process.hrtime.bigint() - start;
}

process.stdout.write("Skia\n");
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [command, argument] = line.split(" ");
  if (command === "draw") {
    let best;
    for (let i = 0; i < 4; i++) { // as best_time in scenes.c
      flush();
      for (const e of frames.get(argument)) e.draw(e);
      const time = flush();
      best = best === undefined || time < best ? time : best;
    }
    process.stdout.write(`${best}\n`);
  } else {
    const data = ctx.getImageData(0, 0, width, height).data; // straight RGBA
    const out = Buffer.alloc(data.length);
    for (let i = 0; i < data.length; i += 4) {
      const a = data[i + 3];
      for (let c = 0; c < 3; c++) out[i + c] = Math.round((data[i + 2 - c] * a) / 255);
      out[i + 3] = a;
    }
    fs.writeFileSync(argument, out);
    process.stdout.write("0\n");
  }
});
