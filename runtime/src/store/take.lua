-- Takes one of each count, or of none of them.
-- KEYS: the counts. ARGV[1]: the time in microseconds since 1970, or 0 for the server's, which is the same for all
-- gateways whatever their clocks say. Then three for each count: its kind and two numbers.
--   b: a token bucket (GCRA). Microseconds between two tokens; how many it holds. The value is when it is full again.
--   w: a sliding window. Its length in microseconds; how many requests it may have. The value is a list of the hundredths
--      of the period with requests, each as its number and its requests. A request counts until its hundredth is a
--      whole period ago.
--   p: a period. How many requests it may have; when it ends, in microseconds since 1970. The value is a number.
-- Answers the position of the count that is used up for longest, or 0; then for each count how many are left, and for
-- the one that is used up the microseconds until there is one again.
local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local values = redis.call('MGET', unpack(KEYS))
local answer, writes, refused, longest = { 0 }, {}, 0, 0
for i, key in ipairs(KEYS) do
  local kind, a, b = ARGV[3 * i - 1], tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
  local value, left, wait, expires = values[i], 0, 0, 0
  if kind == 'b' then
    -- A value further ahead than a full drain is of another clock, or of a limit that was larger.
    local full = math.min(math.max(tonumber(value or 0) or 0, now), now + a * b)
    wait = full - (now + a * (b - 1))
    full = full + a
    value, expires, left = string.format('%.3f', full), full - now, math.floor((now + a * b - full) / a)
  elseif kind == 'w' then
    local width, sum, slots = a / 100, 0, {}
    local index = math.floor(now / width)
    for slot, count in string.gmatch(value or '', '(%d+):(%d+)') do
      -- A slot that is ahead is of another clock.
      slot, count = math.min(tonumber(slot), index), tonumber(count)
      if slot >= index - 100 then
        slots[#slots + 1] = { slot, count }
        sum = sum + count
      end
    end
    if sum < b then
      local last = slots[#slots]
      if last and last[1] == index then
        last[2] = last[2] + 1
      else
        slots[#slots + 1] = { index, 1 }
      end
      local texts = {}
      for at, slot in ipairs(slots) do
        texts[at] = string.format('%.0f:%d', slot[1], slot[2])
      end
      value, expires, left = table.concat(texts, ' '), a + 2 * width, b - sum - 1
    else
      local exceeding = sum - b
      for _, slot in ipairs(slots) do
        exceeding = exceeding - slot[2]
        if exceeding < 0 then
          wait = math.max(1, (slot[1] + 101) * width - now)
          break
        end
      end
    end
  elseif kind == 'p' then
    local count = tonumber(value or 0) or 0
    if count >= a then
      wait = math.max(1000000, b - now)
    end
    value, expires, left = string.format('%.0f', count + 1), math.max(1000000, b - now), a - count - 1
  else
    return redis.error_reply('no such kind of count')
  end
  if wait > longest then
    refused, longest = i, wait
  end
  answer[i + 1] = left
  writes[i] = { key, value, math.max(1, math.ceil(expires / 1000)) }
end
if refused > 0 then
  return { refused, math.ceil(longest) }
end
for _, write in ipairs(writes) do
  redis.call('SET', write[1], write[2], 'PX', write[3])
end
return answer
