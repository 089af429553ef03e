-- What wrk prints at its end: microseconds at the median and at 95 %, requests a second, and answers that were no success.
wrk.headers["Cookie"] = os.getenv("BENCH_COOKIE")
if os.getenv("BENCH_BODY") then
  wrk.method = "POST"
  wrk.body = os.getenv("BENCH_BODY")
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

done = function(summary, latency, _)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %.2f %d\n", latency:percentile(50), latency:percentile(95),
    summary.requests / (summary.duration / 1e6), failed))
end
