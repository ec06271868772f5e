-- The context's text: alignment, baselines, strokes, paints, shadows, transforms, spacing.
local c = screen

c.fill_style = "#fbf7ef"
c:fill_rect(0, 0, w, h)

-- Alignment about a line, and baselines on one.
c.fill_style = "#d33"
c:fill_rect(60, 4, 1, 44)
c:fill_rect(4, 62, 150, 1)
c.font, c.fill_style = "11px sans-serif", "#223"
for i, align in ipairs { "left", "center", "right" } do
  c.text_align = align
  c:fill_text(align, 60.5, 2 + i * 13)
end
c.text_align, c.font = "left", "13px serif"
local x = 6
for _, baseline in ipairs { "top", "hanging", "middle", "alphabetic", "ideographic", "bottom" } do
  c.text_baseline = baseline
  c:fill_text("Hg", x, 62.5)
  x = x + 25
end
c.text_baseline = "alphabetic"

-- Filled and stroked, with a gradient, and condensed.
local rainbow = c:create_linear_gradient(4, 0, 150, 0)
for i, color in ipairs { "red", "orange", "green", "blue", "purple" } do
  rainbow:add_color_stop((i - 1) / 4, color)
end
c.font, c.fill_style = "bold italic 32px serif", rainbow
c:fill_text("Rainbow", 4, 112)
c.font, c.stroke_style, c.line_width = "bold 34px sans-serif", "#236", 1.5
c:stroke_text("Stroke", 4, 148)
c.font, c.fill_style = "16px sans-serif", "#223"
c:fill_text("condensed to a width", 4, 170, 110)

-- Shadows fall from glyphs and emoji alike.
c.shadow_color, c.shadow_blur, c.shadow_offset_x, c.shadow_offset_y = "rgba(0, 0, 0, 0.6)", 4, 3, 3
c.font, c.fill_style = "bold 30px sans-serif", "#e6a817"
c:fill_text("Sun 🌞 שמ", 160, 36)
c.shadow_color = "transparent"

-- Turned, and scaled with half of the alpha.
c:save()
c:translate(206, 98)
for i = 0, 7 do
  c:rotate(math.pi / 4)
  c.font, c.fill_style = "12px sans-serif", i % 2 == 0 and "#236" or "#d33"
  c:fill_text("spoke " .. i, 8, 4)
end
c:restore()
c:save()
c.global_alpha = 0.5
c:scale(2, 1)
c.font = "14px sans-serif"
c:fill_text("w👋", 134, 62)
c:restore()

-- Spacing, capitals, direction, kerning.
c.font, c.fill_style = "13px serif", "#223"
c.letter_spacing = "3px"
c:fill_text("letter", 266, 84)
c.letter_spacing = "0px"
c.word_spacing = "8px"
c:fill_text("a b c", 266, 100)
c.word_spacing = "0px"
c.font_variant_caps = "small-caps"
c:fill_text("Caps", 266, 116)
c.font_variant_caps = "normal"
c.direction, c.text_align = "rtl", "start"
c:fill_text("(a) שלום!", 316, 132)
c.direction, c.text_align = "ltr", "left"
c.font_kerning = "none"
c:fill_text("AVAVA", 266, 148)
c.font_kerning = "normal"
c:fill_text("AVAVA", 266, 164)

-- Text as a hole.
c:save()
c:begin_path()
c:rect(160, 150, 88, 28)
c:clip()
c.fill_style = "#236"
c:fill_rect(160, 150, 88, 28)
c.global_composite_operation = "destination-out"
c.font = "bold 24px sans-serif"
c:fill_text("hole", 176, 172)
c:restore()
