-- Say up to which instant partitions are applied to their end.
-- KEYS: meta offsets ticks
-- ARGV: epoch, then (partition, offset where the writer left it or '', ms)...
local refused = guard(ARGV[1])
if refused then return refused end
for i = 2, #ARGV, 3 do
  if (redis.call('HGET', KEYS[2], ARGV[i]) or '') ~= ARGV[i + 1] then
    return redis.error_reply('FENCED ' .. ARGV[i] .. ' has moved')
  end
end
for i = 2, #ARGV, 3 do
  local held = redis.call('HGET', KEYS[3], ARGV[i])
  if not held or tonumber(held) < tonumber(ARGV[i + 2]) then
    redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 2])
  end
end
return 1
