-- Signs: each request another person, from another network behind a trusted proxy.
-- Arguments: path, stamp, prefix of the addresses.
local path, stamp, prefix, number = nil, nil, nil, 0
local threads = {}

function setup(thread) table.insert(threads, thread) end

function init(args)
  path, stamp, prefix = args[1], args[2], args[3]
  math.randomseed(os.time())
  good, bad = 0, 0
end

function request()
  number = number + 1
  local address = string.format("10.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(1, 254))
  local body = "given_name=Ana&family_name=Lopez&country=US&postal_code=43004&consent=on&asked=box&source=bench&leave_empty=&email="
    .. prefix .. number .. "%40mail" .. (number % 4) .. ".example&stamp=" .. stamp
  return wrk.format("POST", path, {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["X-Forwarded-For"] = address,
    ["Sec-Fetch-Site"] = "same-origin",
  }, body)
end

function response(status)
  if status == 303 then good = good + 1 else bad = bad + 1 end
end

function done(summary)
  local good, bad = 0, 0
  for _, thread in ipairs(threads) do
    good, bad = good + thread:get("good"), bad + thread:get("bad")
  end
  local errors = summary.errors
  bad = bad + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("good %d\nbad %d\nmicroseconds %d\n", good, bad, summary.duration))
end
