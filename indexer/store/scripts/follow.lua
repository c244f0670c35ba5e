-- Tell a reader what has changed since the number it knows, with how far the store itself is.
-- KEYS: meta rebuilding partitions ticks lost changes beats incidents, then the events of each
--       topic, then the observations of each observed topic
-- ARGV: epoch known, seq known, limit, number of topics, the topics and then the observed ones in
--       the order of their keys
-- Returns epoch, seq, rebuilding (1 or 0), partitions, ticks, lost (each flat), whether changes
-- after the number known are no longer told (1 or 0), and the changes flat: member, its seq, and
-- its value, '' where it is gone or is a vector. There are none where the epoch is another, or
-- the store is behind what the reader knows, or changes are missing: then it must load anew.
local held = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'forgot')
local epoch, seq, forgot = held[1] or '', tonumber(held[2] or 0), tonumber(held[3] or 0)
local known = tonumber(ARGV[2])
local answer = {
  epoch, seq, redis.call('EXISTS', KEYS[2]), redis.call('HGETALL', KEYS[3]),
  redis.call('HGETALL', KEYS[4]), redis.call('HGETALL', KEYS[5]), known < forgot and 1 or 0, {},
}
if epoch ~= ARGV[1] or seq <= known or known < forgot then return answer end
local key_of, observations_of = {beat = KEYS[7]}, {}
local last_topic = 4 + tonumber(ARGV[4])
for i = 5, last_topic do key_of[ARGV[i]] = KEYS[4 + i] end
for i = last_topic + 1, #ARGV do observations_of[ARGV[i]] = KEYS[4 + i] end
local members = redis.call('ZRANGEBYSCORE', KEYS[6], '(' .. known, '+inf', 'WITHSCORES',
                           'LIMIT', 0, ARGV[3])
local changes = answer[8]
for i = 1, #members, 2 do
  local kind, name = string.match(members[i], '^([^|]*)|(.*)$')
  local value
  if kind == 'obs' then
    local topic, key = string.match(name, '^([^|]*)|(.*)$')
    value = observations_of[topic] and redis.call('HGET', observations_of[topic], key)
  elseif kind == 'incident' then
    value = redis.call('HGET', KEYS[8], name)
  else
    value = key_of[kind] and redis.call('HGET', key_of[kind], name)
  end
  changes[#changes + 1] = members[i]
  changes[#changes + 1] = members[i + 1]
  changes[#changes + 1] = value or ''
end
return answer
