"""A rule file that uses both of the stranger's policies, and four months of figures."""

RULES = """\
rule_set: care-home
in_force: 2026-04-01
reporting: {every: month}
calendar: england
currency: GBP
money: {precision: 2 dp, rounding: half up}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips

parameters:
  free_days: {type: number, default: 3}

measures:
  vacant_beds: {type: count}
  days_vacant: {type: count}
  referrals_open: {type: flag}
  complaints: {type: count}

kpis:
  complaints_upheld:
    clause: Schedule 2, paragraph 1
    value: complaints
    better: lower
    bands: {good: 0, approaching_target: 1, requires_improvement: 3}

payment:
  - policy: bed_retainer
    clause: Schedule 3, paragraph 1
    beds: vacant_beds
    days: days_vacant
    unpaid_days: free_days
    rate: {from 2026-04-01: 48.50, from 2026-06-01: 50.00}
    provided: referrals_open
    blocks_of: 1
    bonus: {kpi: complaints_upheld, rating: good, sum: 100}
    cap: 1500

escalation:
  - policy: three_strikes
    name: contract
    clause: Schedule 4, paragraph 1
    kpis: [complaints_upheld]
    strikes: 3
    over: 6 months
    plan_within: 10 working days
"""

FIGURES = """\
contract,period,vacant_beds,days_vacant,referrals_open,complaints
the-elms,2026-04,2,10,true,0
the-elms,2026-05,2,5,true,4
the-elms,2026-06,2,5,false,5
the-elms,2026-07,2,31,true,5
"""
