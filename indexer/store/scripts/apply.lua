-- Apply one batch of one partition whole, or not at all.
-- KEYS: meta offsets rebuilding changes due beats events references incidents
-- ARGV: epoch, partition, base ('' where nothing is stored yet), next, topic, channel,
--       counts of puts, beats, references,
--       then (id, expected rev, json, due ms or '')..., (source, json)...,
--       (replaced id, order, json, due ms)...
local refused = guard(ARGV[1])
if refused then return refused end
local partition, next_offset, topic = ARGV[2], ARGV[4], ARGV[5]
if (redis.call('HGET', KEYS[2], partition) or '') ~= ARGV[3] then
  return redis.error_reply('FENCED ' .. partition .. ' has moved')
end
local puts, beats, references = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local first_put = 10
local first_beat = first_put + 4 * puts
local first_reference = first_beat + 2 * beats
for i = first_put, first_beat - 1, 4 do
  local id = ARGV[i]
  local rev = math.max(rev_of(redis.call('HGET', KEYS[7], id)),
                       rev_of(redis.call('HGET', KEYS[8], id)))
  if rev ~= tonumber(ARGV[i + 1]) then
    return redis.error_reply('FENCED ' .. topic .. ' ' .. id .. ' has changed')
  end
end

local seq = tonumber(redis.call('HGET', KEYS[1], 'seq'))
local before = seq
for i = first_reference, #ARGV, 4 do
  local id, order = ARGV[i], ARGV[i + 1]
  local held = redis.call('HGET', KEYS[8], id)
  if not held or string.match(held, '^%d+ (%S+)') < order then
    seq = seq + 1
    redis.call('HSET', KEYS[8], id, seq .. ' ' .. order .. ' ' .. ARGV[i + 2])
    redis.call('ZADD', KEYS[5], 'NX', ARGV[i + 3], topic .. '|' .. id)
  end
end
for i = first_put, first_beat - 1, 4 do
  local id, due = ARGV[i], ARGV[i + 3]
  local name = topic .. '|' .. id
  seq = seq + 1
  redis.call('HSET', KEYS[7], id, seq .. ' ' .. ARGV[i + 2])
  redis.call('ZADD', KEYS[4], seq, name)
  if due == '' then redis.call('ZREM', KEYS[5], name)
  else redis.call('ZADD', KEYS[5], due, name) end
  -- A forgotten event leaves its incident.
  if is_forgotten(ARGV[i + 2]) and redis.call('HDEL', KEYS[9], name) == 1 then
    seq = seq + 1
    redis.call('ZADD', KEYS[4], seq, 'incident|' .. name)
  end
end
for i = first_beat, first_reference - 1, 2 do
  seq = seq + 1
  redis.call('HSET', KEYS[6], ARGV[i], ARGV[i + 1])
  redis.call('ZADD', KEYS[4], seq, 'beat|' .. ARGV[i])
end

redis.call('HSET', KEYS[2], partition, next_offset)
local goal = redis.call('HGET', KEYS[3], partition)
if goal and tonumber(next_offset) >= tonumber(goal) then
  redis.call('HDEL', KEYS[3], partition)
end
if seq > before then
  redis.call('HSET', KEYS[1], 'seq', seq)
  redis.call('PUBLISH', ARGV[6], seq)
end
return seq
