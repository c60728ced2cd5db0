"""The atomic steps that run inside Redis; every key of one call carries the same hash tag."""

# KEYS  1 contact  2 story  3 due  4 open  5 busy  6 offered  7 offers  8 taken  9 rest
#       10 callbacks  11 the call's key (only used for a new contact)  12 recent
#       13 looked at  14 jobs on their way  15 contacts such a job will find  16 threads
#       17 texting  18 students  19 codenames  20 the mark of the text this deals with
#       21 what mentors see of it on a page
# ARGV  1 version found ('0': new)  2 version written  3 the contact  4 next look (ms; '' none)
#       5 changes (JSON)  6 now (ms)  7 seconds to keep it once settled  8 '1': wants a job
#       9 seconds to keep the mark ('': it deals with no text)
# Returns {'ok'}, {'job'} when it is saved and the caller is to queue a job, {'changed'} when
# somebody was first, {'busy', mentor} when a mentor is held by another contact, {'known', contact}
# when the call, or the texting student, has a contact already, {'codename'} when it is taken,
# {'heard'} when the text was dealt with before. The mark is set in this same step: a process that
# dies has either done nothing, or all of it and said so.
# Taken is '<mentor>|<shift>' -> contacts, and '<mentor>|<shift>|ms' -> milliseconds spent in them.
# A thread is '<mentor>|<number>' -> '<contact>|<until>': the one conversation that a mentor's text
# on that number of ours can belong to. Until -1 it is open; else (ms) nobody else may use the
# number before then, and a text that arrives is answered, never sent on.
COMMIT = """
local changes = cjson.decode(ARGV[5])
if ARGV[9] ~= '' and redis.call('GET', KEYS[20]) == 'heard' then return {'heard'} end
if ARGV[1] == '0' then
  local known = redis.call('GET', KEYS[11])
  if known then return {'known', known} end
  if redis.call('EXISTS', KEYS[1]) == 1 then return {'changed'} end
elseif redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] then
  return {'changed'}
end
if changes.student ~= '' and not changes.gone then
  local known = redis.call('HGET', KEYS[18], changes.student)
  if known and known ~= changes.id then return {'known', known} end
end
if changes.codename ~= '' and not changes.gone then
  local holder = redis.call('HGET', KEYS[19], changes.codename)
  if holder and holder ~= changes.id then return {'codename'} end
end
for _, mentor in ipairs(changes.claim) do
  local holder = redis.call('HGET', KEYS[5], mentor)
  if holder and holder ~= changes.id then return {'busy', mentor} end
  local texting = tonumber(redis.call('HGET', KEYS[17], mentor) or '0')
  if texting > 0 and changes.beside ~= mentor then return {'busy', mentor} end
end
for _, it in ipairs(changes.hold) do
  local holder = redis.call('HGET', KEYS[5], it[1])
  if holder and holder ~= changes.id then return {'busy', it[1]} end
  if tonumber(redis.call('HGET', KEYS[17], it[1]) or '0') >= it[3] then return {'busy', it[1]} end
  local entry = redis.call('HGET', KEYS[16], it[1] .. '|' .. it[2])
  if entry then
    local id, until_ = string.match(entry, '^(.*)|(-?%d+)$')
    if id ~= changes.id and (until_ == '-1' or tonumber(until_) > tonumber(ARGV[6])) then
      return {'busy', it[1]}
    end
  end
end
if ARGV[1] == '0' then
  if changes.call ~= '' then redis.call('SET', KEYS[11], changes.id, 'EX', 86400) end
  redis.call('ZADD', KEYS[12], ARGV[6], changes.id)
  redis.call('ZREMRANGEBYRANK', KEYS[12], 0, -51)
end
local turns = {}
for _, mentor in ipairs(changes.claim) do
  redis.call('HSET', KEYS[5], mentor, changes.id)
  local by, turn = string.match(redis.call('HGET', KEYS[13], mentor) or '', '^%d+|(.*)|(%d+)$')
  if by == changes.id then turns[mentor] = turn end
  redis.call('HDEL', KEYS[13], mentor)
end
for _, it in ipairs(changes.hold) do
  redis.call('HSET', KEYS[16], it[1] .. '|' .. it[2], changes.id .. '|-1')
  redis.call('HINCRBY', KEYS[17], it[1], 1)
  local by, turn = string.match(redis.call('HGET', KEYS[13], it[1]) or '', '^%d+|(.*)|(%d+)$')
  if by == changes.id then turns[it[1]] = turn end
  redis.call('HDEL', KEYS[13], it[1])
end
for _, it in ipairs(changes.free) do
  local entry = redis.call('HGET', KEYS[16], it[1] .. '|' .. it[2])
  if entry == changes.id .. '|-1' then
    redis.call('HSET', KEYS[16], it[1] .. '|' .. it[2], changes.id .. '|' .. it[3])
    if redis.call('HINCRBY', KEYS[17], it[1], -1) <= 0 then redis.call('HDEL', KEYS[17], it[1]) end
  end
end
if changes.student ~= '' then
  if not changes.gone then
    redis.call('HSET', KEYS[18], changes.student, changes.id)
  elseif redis.call('HGET', KEYS[18], changes.student) == changes.id then
    redis.call('HDEL', KEYS[18], changes.student)
  end
end
if changes.codename ~= '' then
  if not changes.gone then
    redis.call('HSET', KEYS[19], changes.codename, changes.id)
  elseif redis.call('HGET', KEYS[19], changes.codename) == changes.id then
    redis.call('HDEL', KEYS[19], changes.codename)
  end
end
for _, mentor in ipairs(changes.release) do
  if redis.call('HGET', KEYS[5], mentor) == changes.id then redis.call('HDEL', KEYS[5], mentor) end
end
for _, it in ipairs(changes.rest) do  -- a rest is never cut short: HARD may have come before
  local rest = tonumber(redis.call('HGET', KEYS[9], it[1]) or '0')
  if it[2] > rest then redis.call('HSET', KEYS[9], it[1], string.format('%d', it[2])) end
end
for _, it in ipairs(changes.offered) do
  local last = tonumber(redis.call('HGET', KEYS[6], it[1]) or '0')
  local turn = turns[it[1]] or ARGV[6]
  if tonumber(turn) > last then redis.call('HSET', KEYS[6], it[1], turn) end
  redis.call('HINCRBY', KEYS[7], it[1] .. '|' .. it[2], 1)
end
for _, it in ipairs(changes.taken) do
  redis.call('HINCRBY', KEYS[8], it[1] .. '|' .. it[2], 1)
end
for _, it in ipairs(changes.spent) do
  redis.call('HINCRBY', KEYS[8], it[1] .. '|' .. it[2] .. '|ms', string.format('%d', it[3]))
end
if changes.owner ~= '' then
  redis.call('HSET', KEYS[10], changes.id, changes.owner)
elseif ARGV[1] ~= '0' then
  redis.call('HDEL', KEYS[10], changes.id)
end
if #changes.story > 0 then redis.call('RPUSH', KEYS[2], unpack(changes.story)) end
redis.call('HSET', KEYS[1], 'v', ARGV[2], 'b', ARGV[3])
if changes.closed then redis.call('DEL', KEYS[21]) end
if ARGV[9] ~= '' then redis.call('SET', KEYS[20], 'heard', 'EX', ARGV[9]) end
if changes.settled then
  redis.call('ZREM', KEYS[3], changes.id)
  redis.call('SREM', KEYS[4], changes.id)
  redis.call('EXPIRE', KEYS[1], ARGV[7])
  redis.call('EXPIRE', KEYS[2], ARGV[7])
else
  redis.call('SADD', KEYS[4], changes.id)
  if ARGV[4] ~= '' then redis.call('ZADD', KEYS[3], ARGV[4], changes.id) end
end
if ARGV[8] == '1' then
  if redis.call('SET', KEYS[14], '1', 'NX', 'PX', 2000) then return {'job'} end
  redis.call('RPUSH', KEYS[15], changes.id)
  redis.call('LTRIM', KEYS[15], -1000, -1)
end
return {'ok'}
"""

# The score of a mentor in a pool: when they were last offered something, or far behind all times.
PLACE = """
local function place(offered, late, now)
  local last = offered or '0'
  local from, until_ = string.match(late or '', '^(%d+)|(%d+)$')
  if from and tonumber(from) <= now and now < tonumber(until_) then
    return string.format('%.0f', tonumber(last) + 4e15)
  end
  return last
end
"""

# KEYS  1 roster version  2 pool  3 offered  4 offers  5 taken  6 busy  7 rest  8 looked at
#       9 threads  10 texting  11 limits  12 off duty  13 not to be texted  14 late
# ARGV  1 version the caller has read  2 now (ms)  3 how many  4 contacts a shift allows
#       5 mentor to prefer ('' none)  6 the contact  7 mentors left out (JSON)  8 ms a look lasts
#       9 how many numbers a mentor may be texted from (0: this is a call)  10 ms a number is new
#       11 ms that a mentor may spend in contacts within a shift
# Returns {'stale'} when the roster is newer, {'missing'} when the pool must be built first,
# {'contended'} when everyone left is being looked at by other contacts this very moment, else
# {'ok', mentor, shift, number, fenced, limit, ...}: those who may be rung, fairest first. For a
# text ``number`` is one that is free between us and them, ``fenced`` '1' if it was another
# student's lately, and ``limit`` how many conversations they may have.
# The pool is a sorted set of '<offers>|<order>|<mentor>|<shift>' scored by the last offer. A mentor
# offered elsewhere has a stale score here; it is put right when met, so the cost is logarithmic.
# Whoever has not confirmed their shift (see checkin_scripts.py) is behind all others, by a score
# that no time reaches. Once they have, the pool is laid out again: nobody would meet them there.
# Its first member, ' laid', says after how many such changes it was laid out.
# Whoever is returned is 'looked at' until the contact claims them or the look is over: fifty calls
# at once then do not all reach for the same mentor. The claim itself is COMMIT's.
# A look has a turn, which grows with each and becomes the time of the offer: the clocks of callers
# of one instant say nothing about who was first, and would upset whose turn is next.
FIND = (
    PLACE
    + """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'stale'} end
local laid = redis.call('ZSCORE', KEYS[2], ' laid')
local changed = tonumber(redis.call('HGET', KEYS[14], ' laid') or '0')
if not laid or -1 - tonumber(laid) ~= changed then return {'missing'} end
local now, wanted, cap = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local out, without, contended = {'ok'}, {}, false
for _, mentor in ipairs(cjson.decode(ARGV[7])) do without[mentor] = true end

local numbers, got = tonumber(ARGV[9]), 0

local function free_number(mentor)
  local fresh
  for number = 0, numbers - 1 do
    local entry = redis.call('HGET', KEYS[9], mentor .. '|' .. number)
    if not entry then return number, '0' end
    local id, until_ = string.match(entry, '^(.*)|(-?%d+)$')
    if id == ARGV[6] and until_ ~= '-1' then return number, '0' end
    if until_ ~= '-1' and tonumber(until_) <= now then
      if now - tonumber(until_) > tonumber(ARGV[10]) then return number, '0' end
      if not fresh then fresh = number end
    end
  end
  return fresh, '1'
end

local function take(mentor, shift)
  if without[mentor] then return end
  local holder = redis.call('HGET', KEYS[6], mentor)
  if holder and holder ~= ARGV[6] then return end
  local off = redis.call('HGET', KEYS[12], mentor)
  if off and tonumber(off) > now then return end
  local texting = tonumber(redis.call('HGET', KEYS[10], mentor) or '0')
  local number, fenced, limit = 0, '0', '1'
  if numbers == 0 then
    if texting > 0 then return end
  else
    if redis.call('HEXISTS', KEYS[13], mentor) == 1 then return end
    limit = redis.call('HGET', KEYS[11], mentor) or '1'
    if texting >= tonumber(limit) then return end
    number, fenced = free_number(mentor)
    if not number then return end
  end
  local look = redis.call('HGET', KEYS[8], mentor)
  if look then
    local until_, by = string.match(look, '^(%d+)|(.*)|%d+$')
    if by ~= ARGV[6] and tonumber(until_) > now then contended = true return end
  end
  local turn = math.max(now, tonumber(redis.call('HGET', KEYS[8], ' turn') or '0') + 1)
  local mine = string.format('%d|%s|%d', now + tonumber(ARGV[8]), ARGV[6], turn)
  redis.call('HSET', KEYS[8], ' turn', string.format('%d', turn), mentor, mine)
  for _, it in ipairs({mentor, shift, tostring(number), fenced, limit}) do table.insert(out, it) end
  got = got + 1
  without[mentor] = true
end

if ARGV[5] ~= '' then take(ARGV[5], 'again') end
local start, size = 1, math.min(wanted + 1, 16)  -- of one offer, the one who had it is stale
while got < wanted do
  local chunk = redis.call('ZRANGE', KEYS[2], start, start + size - 1, 'WITHSCORES')
  if #chunk == 0 then break end
  local mentors, shifts, members, fixed = {}, {}, {}, false
  for i = 1, #chunk, 2 do
    local times, order, mentor, shift = string.match(chunk[i], '^(%d+)|(%d+)|([^|]+)|(.*)$')
    table.insert(mentors, mentor)
    table.insert(shifts, mentor .. '|' .. shift)
    table.insert(members, {order, shift, chunk[i], chunk[i + 1], times})
  end
  local offered = redis.call('HMGET', KEYS[3], unpack(mentors))
  local counted = redis.call('HMGET', KEYS[4], unpack(shifts))
  local late = redis.call('HMGET', KEYS[14], unpack(mentors))
  for i, it in ipairs(members) do
    local last, offers = place(offered[i], late[i], now), counted[i] or 0
    if tonumber(last) ~= tonumber(it[4]) or tonumber(offers) ~= tonumber(it[5]) then
      redis.call('ZREM', KEYS[2], it[3])
      redis.call('ZADD', KEYS[2], last,
        string.format('%06d|%s|%s|%s', offers, it[1], mentors[i], it[2]))
      fixed = true
    end
  end
  if not fixed then
    for i, it in ipairs(members) do
      if got >= wanted then break end
      local rest = tonumber(redis.call('HGET', KEYS[7], mentors[i]) or '0')
      local turn = mentors[i] .. '|' .. it[2]
      local done = redis.call('HMGET', KEYS[5], turn, turn .. '|ms')
      local taken, spent = tonumber(done[1] or '0'), tonumber(done[2] or '0')
      local fit = taken < cap and spent < tonumber(ARGV[11])
      if rest <= now and fit then take(mentors[i], it[2]) end
    end
    start, size = start + size, 16
  end
end
if got == 0 and contended then return {'contended'} end
return out
"""
)

# KEYS  1 pool being built  2 offered  3 offers  4 late
# ARGV  1 now (ms)  2 ... '<order>|<mentor>|<shift>'
# Returns how many were added.
FILL = (
    PLACE
    + """
local now = tonumber(table.remove(ARGV, 1))
if not redis.call('ZSCORE', KEYS[1], ' laid') then
  local changed = tonumber(redis.call('HGET', KEYS[4], ' laid') or '0')
  redis.call('ZADD', KEYS[1], -1 - changed, ' laid')
end
for _, member in ipairs(ARGV) do
  local mentor, shift = string.match(member, '^%d+|([^|]+)|(.*)$')
  local offers = redis.call('HGET', KEYS[3], mentor .. '|' .. shift) or 0
  local offered = redis.call('HGET', KEYS[2], mentor)
  local last = place(offered, redis.call('HGET', KEYS[4], mentor), now)
  redis.call('ZADD', KEYS[1], last, string.format('%06d|%s', offers, member))
end
return #ARGV
"""
)

# KEYS  1 pace      ARGV  1 now (ms)  2 milliseconds between calls
# Returns the place taken in the outgoing pace (ms): now, or later when calls are queued up.
PACE = """
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local slot = math.max(tonumber(ARGV[1]), free)
redis.call('SET', KEYS[1], slot + tonumber(ARGV[2]), 'PX', 600000)
return slot
"""

# KEYS  1 lock      ARGV  1 token
# Returns 1 when the lock was ours and is now free.
UNLOCK = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""

# KEYS  1 key  2 open contacts      ARGV  1 its contact, or nothing  2 seconds
# Lets a key that would stay for good lapse, unless its contact is open. Returns 1 if it will.
LET_LAPSE = """
if redis.call('TTL', KEYS[1]) ~= -1 then return 0 end
if ARGV[1] ~= '' and redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1 then return 0 end
return redis.call('EXPIRE', KEYS[1], ARGV[2])
"""

# KEYS  1 hash  2 contact      ARGV  1 field  2 the contact's id
# Strikes a field that leads to a contact which is no longer there. Returns 1 if it did.
STRIKE_LOST = """
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])
"""

# KEYS  1 threads
# ARGV  1 '<mentor>|<number>'  2 the contact  3 now (ms)  4 until when it is nobody else's (ms)
# Returns 1 when that number shows this contact to the mentor from now on: it is theirs alone for a
# while, and fenced after, as if a conversation had ended there. 0 while it shows another one.
SHOW = """
local entry = redis.call('HGET', KEYS[1], ARGV[1])
if entry then
  local id, until_ = string.match(entry, '^(.*)|(-?%d+)$')
  if until_ == '-1' then return id == ARGV[2] and 1 or 0 end
  if id ~= ARGV[2] and tonumber(until_) > tonumber(ARGV[3]) then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. ARGV[4])
return 1
"""
