-- Tell a reader what has changed since the number it knows, with how far the store itself is.
-- KEYS: meta rebuilding partitions ticks lost changes beats, then the events of each topic
-- ARGV: epoch known, seq known, limit, then the topics in the order of their keys
-- Returns epoch, seq, rebuilding (1 or 0), partitions, ticks, lost (each flat), and the changes
-- flat: member, its seq, and its value, '' where it is gone or is a vector. There are none where
-- the epoch is another, or the store is behind what the reader knows: then it must load anew.
local held = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
local epoch, seq = held[1] or '', tonumber(held[2] or 0)
local answer = {
  epoch, seq, redis.call('EXISTS', KEYS[2]), redis.call('HGETALL', KEYS[3]),
  redis.call('HGETALL', KEYS[4]), redis.call('HGETALL', KEYS[5]), {},
}
local known = tonumber(ARGV[2])
if epoch ~= ARGV[1] or seq <= known then return answer end
local key_of = {beat = KEYS[7]}
for i = 4, #ARGV do key_of[ARGV[i]] = KEYS[4 + i] end
local members = redis.call('ZRANGEBYSCORE', KEYS[6], '(' .. known, '+inf', 'WITHSCORES',
                           'LIMIT', 0, ARGV[3])
local changes = answer[7]
for i = 1, #members, 2 do
  local kind, name = string.match(members[i], '^([^|]*)|(.*)$')
  local value = key_of[kind] and redis.call('HGET', key_of[kind], name)
  changes[#changes + 1] = members[i]
  changes[#changes + 1] = members[i + 1]
  changes[#changes + 1] = value or ''
end
return answer
