-- An installed module: lua-cjson.
local check = require "check"
local cjson = require "cjson"

check.equal(cjson.decode('{"w": [64, 48]}').w[1], w)
check.equal(cjson.encode { h, true, cjson.null }, "[48,true,null]")
check.equal(cjson.decode('"\\u00e4\\ud83d\\ude00"'), "\u{e4}\u{1f600}")

-- What is no JSON is an error, or with cjson.safe nil and a message; and nothing worse.
for _, text in ipairs { "", "{", "[1,", '{"a"}', "nul", '"\\u12"', "[1]x", "\0", ("["):rep(100000),
  "\xff", "[" .. ("1,"):rep(1000) } do
  check.equal(pcall(cjson.decode, text), false, text:sub(1, 10))
  local value, message = require "cjson.safe".decode(text)
  check.equal(value, nil)
  check.equal(type(message), "string")
end
check.done()
