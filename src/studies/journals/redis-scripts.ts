/**
 * Returns the number of the last line, the writers whose heartbeat has not expired, and the next lines.
 * KEYS: `P:log_number`. ARGV: prefix P, number of the first line, maximum number of lines, writer or "", graceMs.
 */
export const readScript = `
local prefix, writer = ARGV[1], ARGV[4]
local writers = prefix .. ':cuaderno:writers'
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if writer ~= '' then redis.call('zadd', writers, now + tonumber(ARGV[5]), writer) end
redis.call('zremrangebyscore', writers, '-inf', now)
local last = tonumber(redis.call('get', KEYS[1]) or '-1')
local first = tonumber(ARGV[2])
local lines = {}
for number = first, math.min(last, first + tonumber(ARGV[3]) - 1) do
  local line = redis.call('get', string.format('%s:log:%d', prefix, number))
  if not line then break end
  lines[#lines + 1] = line
end
return { last, redis.call('zrange', writers, 0, -1), lines }
`;

/**
 * Appends lines if the last line has the expected number, and returns 1; otherwise 0. Each line becomes a value
 * `P:log:N` with `P:log_number` as the last N, as in Optuna's `JournalRedisBackend`.
 * KEYS: `P:log_number`. ARGV: prefix P, expected number, lines.
 */
export const appendScript = `
local last = tonumber(redis.call('get', KEYS[1]) or '-1')
if last ~= tonumber(ARGV[2]) then return 0 end
for index = 3, #ARGV do
  last = last + 1
  redis.call('set', string.format('%s:log:%d', ARGV[1], last), ARGV[index])
end
redis.call('set', KEYS[1], string.format('%d', last))
return 1
`;
