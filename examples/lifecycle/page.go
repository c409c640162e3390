package main

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/examples/lifecycle/data"
	"github.com/clm-go/clm/segment"
)

// newPage puts what was found into the words and pictures of the report.
func newPage(o options, s *shop, r *result) *page {
	p := &page{
		Source: s.name, File: "the built-in orders", Seed: o.seed,
		From: date(s.first), To: date(s.lastDay()), AsOf: date(s.asOf),
		Facts: facts(s), Findings: findings(s, r), Partial: partialNote(s, r.months), Days: dayByDay(r.days, s.money),
		Read: count(s.cleaning.Read), Kept: count(s.cleaning.Kept), Cleaning: cleaningLines(s.cleaning),
		GroupColors: groupColors(r.clusters.best.k), HeatColors: heatColors(),
	}
	if o.in == "" {
		p.Attribution = data.Attribution
	} else {
		p.File = s.name
	}
	p.CohortAges, p.Cohorts, p.CohortNote = r.cohorts.lines()
	p.Together, p.Rules = r.together.lines()
	p.Forecast = r.forecast.note()
	p.Methods, p.Tested = r.forecast.lines(s.money)
	p.TestLevel = percent(levels[0])
	var populated []segment.SegmentProfile
	for _, x := range r.segments.profiles {
		if x.Customers > 0 {
			populated = append(populated, x)
			p.Segments = append(p.Segments, segmentLine{
				Name: x.Name, Customers: count(x.Customers), Revenue: s.money.whole(float64(x.Revenue)),
				Days: whole(x.Medians.SinceLast), Orders: whole(x.Medians.Orders), Spent: s.money.whole(x.Medians.Total),
				Advice: advice[x.Name],
			})
		}
	}
	var pictures sync.WaitGroup
	pictures.Go(func() { p.Revenue = revenueChart(shownMonths(r.months), s.money) })
	if r.forecast.tested != nil {
		pictures.Go(func() { p.Weeks = forecastChart(r.forecast, s.money) })
	}
	pictures.Go(func() { p.SegmentChart = segmentChart(populated) })
	pictures.Go(func() { p.Silhouette = silhouetteChart(r.clusters.tried, r.clusters.best.k) })
	pictures.Go(func() { p.Scatter = clusterChart(points(s, r.clusters), r.clusters.best.k, s.money) })
	pictures.Wait()
	all := totals(s.customers)
	for i, g := range r.clusters.groups {
		p.Groups = append(p.Groups, groupLine{
			Name: groupName(i), Customers: count(g.customers),
			ShareCustomers: percent(float64(g.customers) / float64(len(s.customers))),
			ShareRevenue:   percent(float64(g.gross) / float64(all.gross)),
			Days:           whole(g.days), Orders: whole(g.orders), Spent: s.money.whole(g.spent * s.money.minor),
			Words: g.words,
		})
	}
	return p
}

// total is what all customers come to.
type total struct {
	orders, returning int
	gross, refunded   int64
}

func totals(customers []events.Summary) (t total) {
	for _, c := range customers {
		t.orders += c.Orders
		t.gross += c.Gross
		t.refunded += c.Refunded
		if c.Orders > 1 {
			t.returning++
		}
	}
	return t
}

// facts are the figures at the top.
func facts(s *shop) []fact {
	t, n := totals(s.customers), float64(len(s.customers))
	return []fact{
		{"Customers", count(len(s.customers)), "who have ordered"},
		{"Orders", count(t.orders), decimal(float64(t.orders)/n) + " a customer"},
		{"Revenue", s.money.whole(float64(t.gross)), "before returns"},
		{"Average order", s.money.whole(float64(t.gross) / float64(t.orders)), "before returns"},
		{"Came back", percent(float64(t.returning) / n), "ordered more than once"},
		{"Returned goods", s.money.whole(float64(t.refunded)), percent(float64(t.refunded)/float64(t.gross)) + " of revenue"},
	}
}

// findings are the few sentences that somebody reads who reads no more.
func findings(s *shop, r *result) []string {
	var out []string
	if len(r.months) > 2 {
		best := bestMonth(r.months)
		out = append(out, fmt.Sprintf("The best month was %s with %s.", best.start.Format("January 2006"), s.money.whole(best.revenue)))
	}
	if say := r.forecast.sentence(s.money); say != "" {
		out = append(out, say)
	}
	if p := r.segments.profile("Champions"); p != nil {
		out = append(out, fmt.Sprintf("%s, your champions, bring %s of the revenue: they bought lately, often and for much.",
			share(p.Customers, p.Share), percent(p.RevenueShare)))
	}
	var names []string
	var slipping segment.SegmentProfile // of all these
	for _, name := range []string{"At risk", "Cannot lose them"} {
		if p := r.segments.profile(name); p != nil {
			names = append(names, strings.ToLower(name))
			slipping.Customers += p.Customers
			slipping.Share += p.Share
			slipping.Revenue += p.Revenue
		}
	}
	if len(names) > 0 {
		out = append(out, fmt.Sprintf("%s used to buy well and have not ordered for long (%s). "+
			"They have spent %s so far; they are the first to ask back.",
			share(slipping.Customers, slipping.Share), strings.Join(names, ", "), s.money.whole(float64(slipping.Revenue))))
	}
	if back, ok := r.cohorts.nextMonth(); ok {
		out = append(out, fmt.Sprintf("Of new customers, %s order again in the month after their first order.", percent(back)))
	}
	if len(r.together.best) > 0 {
		best := r.together.best[0]
		out = append(out, fmt.Sprintf("Of orders with %s, %s also have %s: %s times as often as all orders.",
			best.has, percent(best.confidence), best.also, decimal(best.lift)))
	}
	return out
}

// share writes how many customers these are: 858 customers (20%).
func share(n int, of float64) string { return plural(n, "customer") + " (" + percent(of) + ")" }

// points are the customers in the picture of the groups.
func points(s *shop, c *clusters) []point {
	out := make([]point, len(s.customers))
	for i, x := range s.customers {
		out[i] = point{days: float64(x.SinceLast), value: float64(x.Gross), group: c.labels[i]}
	}
	return out
}

func groupName(i int) string { return "Group " + strconv.Itoa(i+1) }

// decimal writes a number with one decimal.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// whole writes a median, which is a whole number or a half.
func whole(v float64) string { return thousands(strconv.FormatFloat(v, 'f', 0, 64)) }

// cleaningLines are the findings of the reader in plain words.
func cleaningLines(c *events.Cleaning) []cleaningLine {
	var out []cleaningLine
	for _, f := range c.Findings {
		done := "Left out."
		switch {
		case f.Dropped && f.Reason == events.Duplicate:
			done = "Left out: the same line stands there twice, in every column."
		case f.Dropped && f.Reason == events.NoCustomer:
			done = "Left out: it is not known who bought."
		case f.Dropped && f.Reason == events.ZeroPrice:
			done = "Left out: gifts, samples and corrections are no sales."
		case f.Dropped && f.Reason == events.NegativePrice:
			done = "Left out: corrections of the books are no sales."
		case !f.Dropped && (f.Reason == events.Cancelled || f.Reason == events.Negative):
			done = "Kept as a return; the purchase itself stays."
		case !f.Dropped:
			done = "Kept."
		}
		if f.Dropped && len(f.First) > 0 {
			done += " The first is line " + count(f.First[0].Line) + "."
		}
		out = append(out, cleaningLine{
			Name:  string(f.Reason),
			Count: count(f.Count),
			Share: percent(float64(f.Count) / float64(max(1, c.Read))),
			Done:  done,
		})
	}
	return out
}
