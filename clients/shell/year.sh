#!/usr/bin/env bash
# A year of figures from one homecare provider, as far as it has come: registered, submitted, watched, explained, with
# `buf curl` and bash 4.4.
#
# It asks the server for its own protos, by reflection. Run it against a server that has the rule set
# `homecare-service-points`, as often as you like:
#
#   plimsoll serve --rules rules --ledger plimsoll.ledger --decision-log decisions.jsonl
#   clients/shell/year.sh 127.0.0.1:7465
set -euo pipefail

address=${1:-127.0.0.1:7465}
year=$(dirname "$0")/year.jsonl
buf=${BUF:-$(command -v buf || true)}

if [ -z "$buf" ]; then
  echo "year.sh: expected \`buf\` on the path, or its place in BUF: install it with \`pip install buf-bin\`" >&2
  exit 2
fi

# call SERVICE/METHOD SECONDS: sends the request that comes in, and prints the answer as JSON.
call() {
  "$buf" curl --protocol grpc --timeout "$2s" --header 'x-caller: year.sh' --data @- "http://$address/plimsoll.v1.$1"
}

# told COUNT: prints a line for each decision that comes in, and leaves after so many.
told() {
  local left=$1 line value period outcome sum units nanos ladder rungs
  while [ "$left" -gt 0 ] && IFS= read -r line; do
    value=${line#*:} value=${value#"${value%%[! ]*}"} value=${value%,} value=${value#\"} value=${value%\"}
    case $line in
      "{") period='' outcome='' sum='' units=0 nanos=0 rungs='' ;;
      *'"label":'*) period=$value ;;
      *'"outcome":'*'"DECISION_OUTCOME_'*) outcome=${outcome:-${value#DECISION_OUTCOME_}} ;;
      *'"payable": '*) sum=payable ;;
      *'"carriedForward": '*) sum='' ;;
      *'"units":'*) [ -z "$sum" ] || units=$value ;;
      *'"nanos":'*) [ -z "$sum" ] || nanos=$value ;;
      *'"ladder":'*) ladder=$value ;;
      *'"after":'*) rungs="$rungs${rungs:+, }$ladder: $value" ;;
      "}")
        [ -n "$outcome" ] || continue # a heartbeat: the stream lives, and nothing new is recorded
        printf '%s  %-13s  %9s.%02d GBP  %s\n' "$period" "${outcome,,}" "$units" $((nanos / 10000000)) "$rungs"
        left=$((left - 1))
        ;;
    esac
  done
  [ "$left" -eq 0 ]
}

echo '{"requestId": "year-alder", "contract": {
  "id": "alder", "provider": "Alder Homecare", "ruleSet": "homecare-service-points",
  "start": {"year": 2026, "month": 4, "day": 1}, "end": {"year": 2031, "month": 3, "day": 31}}}' |
  call ContractService/RegisterContract 10 >/dev/null

# Each line of the file is a request, with an id of its own: when this runs again, it is answered as before.
# Figures that are still to come are refused as such, and the rest of the year with them.
reported=0
while IFS= read -r submission; do
  if ! reply=$(call DecisionService/Submit 10 <<<"$submission" 2>&1); then
    [[ $reply == *received_on:* ]] && break
    echo "$reply" >&2
    exit 1
  fi
  answer=$reply reported=$((reported + 1))
done <"$year"

# The stream has no end of its own: it is left after as many decisions as were made, or after 30 seconds.
exec 3< <(exec "$buf" curl --protocol grpc --timeout 30s --data '{"afterPosition": 0, "contract": "alder"}' \
  "http://$address/plimsoll.v1.DecisionService/WatchDecisions")
watch=$!
told "$reported" <&3
kill -KILL "$watch" 2>/dev/null || true # without a word, for there is nothing wrong

id=$(sed -n 's/^ *"id": *"\(.*\)",$/\1/p' <<<"$answer")
echo
echo "{\"id\": \"$id\"}" | call DecisionService/ExplainDecision 10 |
  sed -n 's/^    "text": *"\(.*\)"$/\1/p' | # the sentences, which have a text each, stand deeper
  while IFS= read -r text; do printf '%b\n' "$text"; done
