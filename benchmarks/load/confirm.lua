-- Presses the button of each confirmation link once, then stops counting.
-- Arguments: a file with one path a line, the first line to take, and how many.
local paths, threads, number = {}, {}, 0

function setup(thread) table.insert(threads, thread) end

function init(args)
  local first, most, line_number = tonumber(args[2]), tonumber(args[3]), 0
  for line in io.lines(args[1]) do
    line_number = line_number + 1
    if line_number > first and #paths < most then table.insert(paths, line) end
  end
  good, bad, asked = 0, 0, #paths
end

function request()
  number = number + 1
  if number > #paths then
    wrk.thread:stop()
    number = #paths
  end
  return wrk.format("POST", paths[number], { ["Sec-Fetch-Site"] = "same-origin" }, "")
end

function response(status)
  if status == 303 then good = good + 1 else bad = bad + 1 end
end

function done(summary)
  local thread = threads[1]
  local good, bad = thread:get("good"), thread:get("bad")
  local errors = summary.errors
  bad = bad + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("good %d\nbad %d\nmicroseconds %d\n", math.min(good, thread:get("asked")), bad, summary.duration))
end
