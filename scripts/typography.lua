-- A specimen sheet: scripts of the world, weights and styles, alignment and wrapping. Nothing here
-- says which font has which script; the engine finds them, letter by letter.

local paper, ink, pale, accent, night = 0xf5f0e6, 0x1f2430, 0x8b8578, 0xc8452f, 0x16213b
local display = { "Noto Serif Display", "Noto Serif", "serif" }

local greetings = {
  { "Hello", "English" }, { "Καλημέρα", "Greek" }, { "Привет", "Russian" }, { "Բարև", "Armenian" },
  { "გამარჯობა", "Georgian" }, { "שלום", "Hebrew" }, { "مرحبا", "Arabic" }, { "سلام", "Persian" },
  { "नमस्ते", "Hindi" }, { "নমস্কার", "Bengali" }, { "வணக்கம்", "Tamil" }, { "สวัสดี", "Thai" },
  { "你好", "Chinese" }, { "こんにちは", "Japanese" }, { "안녕하세요", "Korean" }, { "ሰላም", "Amharic" },
}

local styles = {
  { "Regular", "Noto Sans, sans-serif" }, { "Italic", "italic Noto Sans, sans-serif" },
  { "Bold", "bold Noto Sans, sans-serif" }, { "Bold Italic", "bold italic Noto Serif, serif" },
  { "Monospace", "DejaVu Sans Mono, monospace" },
  { "Small Capitals", "small-caps DejaVu Sans, sans-serif" },
}

local story = "Good type is like a clear window: nobody looks at it, everybody looks through it. "
  .. "Lines break where the language allows, קצר וברור, and each script keeps its own direction."

-- The sheet is 1280 units wide and 720 high; `u` is one of them in pixels.
local function poster(x0, y0, u)
  local function put(s, x, y, c, opts)
    for _, key in ipairs { "size", "width", "height" } do
      opts[key] = opts[key] and opts[key] * u
    end
    return text(s, x0 + x * u, y0 + y * u, c, opts)
  end
  local function rule(x, y, width, c)
    fill(x0 + x * u, y0 + y * u, width * u, math.max(1, u), c)
  end

  -- The dark column: one letter pair as large as it gets, and the styles below it.
  fill(0, 0, x0 + 400 * u, h, night)
  local gold = linear_gradient(0, y0 + 90 * u, 0, y0 + 290 * u, { 0, "#ffe9b8", 1, "#e0913f" })
  put("Aa", 0, 4, gold, { font = display, size = 262, width = 400, align = "center" })
  put("Typography", 40, 356, 0xffffff, { font = display, size = 46 })
  rule(40, 424, 320, rgba(255, 255, 255, 0.3))
  for i, style in ipairs(styles) do
    local y = 434 + (i - 1) * 40
    put(style[1], 40, y, 0xffffff, { font = style[2], size = 26 })
    put("Rg 123", 260, y, 0x9fb0d0, { font = style[2], size = 26, width = 100, align = "right" })
  end

  -- Sixteen greetings.
  put("Say it in any script.", 440, 24, accent, { font = "italic Noto Serif Display, serif", size = 40 })
  for i, greeting in ipairs(greetings) do
    local x, y = 440 + (i - 1) % 4 * 204, 96 + (i - 1) // 4 * 92
    rule(x, y, 184, 0xd9d1c0)
    put(greeting[1], x, y + 8, ink, { size = 34, width = 184, height = 52, fit = true,
      align = "left", valign = "middle" })
    put(greeting[2], x, y + 64, pale, { size = 13 })
  end

  -- The same words, three times.
  rule(440, 470, 796, accent)
  for i, align in ipairs { "left", "center", "right" } do
    local x = 440 + (i - 1) * 272
    put(align, x, 480, accent, { size = 13, width = 252, align = align })
    put(story, x, 500, ink, { font = "Noto Serif, serif", size = 16.5, width = 252, align = align,
      line_height = 1.45 })
  end
  put("👋🏽 🌍 ✍️ 🅰️ 🎨 🚀", 440, 672, ink, { size = 26 })
  put("½ ⅓ ffi → 0123456789", 0, 678, pale, { font = "Noto Serif, serif", size = 20, width = 1236,
    align = "right" })
end

function draw()
  clear(paper)
  local u = math.min(w / 1280, h / 720)
  poster((w - 1280 * u) / 2, (h - 720 * u) / 2, u)
end

fps(0) -- nothing moves; a new size draws again
