package main

import (
	"fmt"
	"io"
	"math"
	"path/filepath"
)

// printSummary tells the owner of the shop what was found, and where the
// report is.
func printSummary(out io.Writer, o options, s *shop, r *result) {
	t := totals(s.customers)
	fmt.Fprintf(out, "%s, %s to %s:\n", s.name, date(s.first), date(s.lastDay()))
	fmt.Fprintf(out, "%s placed %s worth %s.\n\n",
		plural(len(s.customers), "customer"), plural(t.orders, "order"), s.money.whole(float64(t.gross)))

	fmt.Fprintf(out, "%-20s %9s %13s %14s\n", "Segment", "customers", "of customers", "of the revenue")
	for _, p := range r.segments.profiles {
		if p.Customers > 0 {
			fmt.Fprintf(out, "%-20s %9s %13s %14s\n", p.Name, count(p.Customers), percent(p.Share), percent(p.RevenueShare))
		}
	}

	fmt.Fprintf(out, "\nThe customers fall into %d groups (silhouette %.3f):\n", r.clusters.best.k, r.clusters.best.silhouette)
	for i, g := range r.clusters.groups {
		fmt.Fprintf(out, "%s: %s; the one in the middle ordered %s, last %s ago, for %s.\n", groupName(i),
			plural(g.customers, "customer"), times(nearest(g.orders)), plural(nearest(g.days), "day"), s.money.whole(g.spent*s.money.minor))
		fmt.Fprintf(out, "  %s.\n", g.words)
	}

	fmt.Fprintln(out)
	for _, f := range findings(s, r) {
		fmt.Fprintln(out, f)
	}
	fmt.Fprintf(out, "\nReport:    %s\nCustomers: %s\n", reportFile(o), filepath.Join(o.out, "customers.csv"))
}

// times writes how often: once, twice, 3 times.
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return count(n) + " times"
}

// nearest rounds a median as whole does.
func nearest(v float64) int { return int(math.RoundToEven(v)) }
