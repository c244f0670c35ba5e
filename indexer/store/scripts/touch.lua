-- Tell readers that an event's standing changed by itself, and when it next will.
-- KEYS: meta changes due events references
-- ARGV: epoch, channel, topic, id, expected rev, due ms or ''
-- Returns 0 where the event has changed since: then its new due time stands already.
local refused = guard(ARGV[1])
if refused then return refused end
local id, name = ARGV[4], ARGV[3] .. '|' .. ARGV[4]
local rev = math.max(rev_of(redis.call('HGET', KEYS[4], id)),
                     rev_of(redis.call('HGET', KEYS[5], id)))
if rev ~= tonumber(ARGV[5]) then return 0 end
local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('ZADD', KEYS[2], seq, name)
if ARGV[6] == '' then redis.call('ZREM', KEYS[3], name)
else redis.call('ZADD', KEYS[3], ARGV[6], name) end
redis.call('PUBLISH', ARGV[2], seq)
return seq
