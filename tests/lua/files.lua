-- files(): sorted names, as the shell gives them, relative to the script's folder.
local check = require "check"

check.equal(files("files.lua")[1], "files.lua")
check.list(files("./f[hij]le?.l*"), { "./files.lua" })
check.list(files("no such*"), {})
check.list(files("no such file"), {})
check.list(files(""), {})

local folder = os.tmpname()
os.remove(folder)
assert(os.execute("mkdir -p " .. folder .. "/sub/b " .. folder .. "/sub/a"))
local function path(name) return folder .. "/" .. name end
local function names(pattern)
  local list = assert(files(path(pattern)))
  for i, name in ipairs(list) do
    check.equal(name:sub(1, #folder + 1), folder .. "/")
    list[i] = name:sub(#folder + 2)
  end
  return list
end
for _, name in ipairs { "b.png", "a.jpg", "Z.png", "10.png", "2.png", ".hidden.png", "s [x]{y}.png",
  "sub/a/1.png", "sub/b/1.png", "\u{e4}.png" } do
  assert(io.open(path(name), "w")):close()
end
check.list(names "*.png", { "10.png", "2.png", "Z.png", "b.png", "s [x]{y}.png", "\u{e4}.png" })
check.list(names "*", { "10.png", "2.png", "Z.png", "a.jpg", "b.png", "s [x]{y}.png", "sub",
  "\u{e4}.png" })
check.list(names "*/", { "sub/" })
check.list(names ".*.png", { ".hidden.png" })
check.list(names "{*.jpg,[0-9]*,a*}", { "10.png", "2.png", "a.jpg" })
check.list(names "[!0-9a-z]*.p?g", { "Z.png", "\u{e4}.png" })
check.list(names "s*/*/1.png", { "sub/a/1.png", "sub/b/1.png" })
check.list(names "s \\[x]\\{y\\}.png", { "s [x]{y}.png" })
check.list(names "a.jpg/*", {}) -- no folder

local got, message, code = files(path "gone/*")
check.equal(got, nil)
check.equal(message, "cannot read the folder " .. path "gone" .. ": No such file or directory")
check.equal(code, 2)
check.list(names "*/gone/*", {})
assert(os.execute("rm -r " .. folder))

check.refuses("files(pattern): 1 argument expected, got 0", "files()")
check.refuses("bad argument #1 to 'files' (path expected, got a string with a zero byte)",
  [[files("\0")]])
check.refuses("bad argument #1 to 'files' (string expected, got nil)", "files(nil)")
check.done()
