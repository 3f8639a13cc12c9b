-- Asks for one address again and again. Argument: the path.
local path, threads = nil, {}

function setup(thread) table.insert(threads, thread) end

function init(args)
  path = args[1]
  good, bad = 0, 0
end

function request() return wrk.format("GET", path) end

function response(status)
  if status == 200 then good = good + 1 else bad = bad + 1 end
end

function done(summary)
  local good, bad = threads[1]:get("good"), threads[1]:get("bad")
  local errors = summary.errors
  bad = bad + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("good %d\nbad %d\nmicroseconds %d\n", good, bad, summary.duration))
end
