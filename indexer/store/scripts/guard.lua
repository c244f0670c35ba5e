-- Begins every writing script: refuse unless this is the life of the store that the writer knows.
-- KEYS[1] meta. ARGV[1] epoch.
-- A server that was restarted, or a replica that took over, may have lost its last writes: its
-- run id is another, and nothing is written until `begin` has given the store a new epoch.
local function guard(epoch)
  local held = redis.call('HMGET', KEYS[1], 'epoch', 'run_id')
  if held[1] ~= epoch then
    return redis.error_reply('FENCED the store was emptied or begun anew')
  end
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  if held[2] ~= run then
    return redis.error_reply('FENCED the server is not the one that was begun on')
  end
  return nil
end

local function rev_of(stored)
  if not stored then return 0 end
  return tonumber(string.match(stored, '^%d+'))
end

-- Say whether a value of `events:<topic>`, with or without its revision, is only a memory.
local function is_forgotten(stored)
  return string.find(stored, '^%d* ?{"last_issued_at"') ~= nil
end

-- Return the server's clock in microseconds: one clock for all who write.
local function now_us()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end
