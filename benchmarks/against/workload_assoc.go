package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/clm-go/clm/assoc"
)

// assocSet is a public data set, and the minimum supports in percent at which it
// is mined.
type assocSet struct {
	name, file string
	percent    string
	easy       string // for mlxtend, which does not end at the other
	dense      bool   // millions of sets of few baskets: what counts is to store them
}

var _ = register(assocWorkloads(
	assocSet{"retail", "retail", "0.01", "0.05", false},
	assocSet{"t10", "T10I4D100K", "0.02", "0.1", false},
	assocSet{"mushroom", "mushroom", "5", "10", true},
	assocSet{"chess", "chess", "50", "60", true},
)...)

// assocWorkloads are all sets by each miner and the closed and maximal ones by
// Eclat, for each data set, the rules of the sparse ones, and how many sets the
// dense ones have. Where the peers are asked for counts only and ours stores all sets
// of a dense set, the name says so.
func assocWorkloads(data ...assocSet) []workload {
	var list []workload
	for _, s := range data {
		add := func(what, doc, percent string, ours func(minSupport float64, minCount int) mining, peers ...peer) {
			list = append(list, assocWorkload(s, what, doc, percent, ours, peers))
		}
		eclat := func(t assoc.Target) func(float64, int) mining {
			return func(share float64, count int) mining {
				return mined(assoc.Eclat{MinSupport: share, MinCount: count, Target: t})
			}
		}
		programs := []string{"apriori", "eclat", "fpgrowth"}
		report := counts
		if s.dense {
			report = lists
			add("all", "all frequent sets by Eclat; the peer returns them too", s.percent, eclat(assoc.All), s.pyfim("fpgrowth", "s", lists))
			add("counts", "all frequent sets by Eclat, stored; the peers count them only", s.percent, eclat(assoc.All), s.each(programs, "s")...)
			add("counting", "all frequent sets counted by Eclat, by length; the peers count them by length and support", s.percent,
				func(share float64, count int) mining {
					return setsCounted(assoc.Eclat{MinSupport: share, MinCount: count})
				}, s.each(programs, "s")...)
		} else {
			add("all", "all frequent sets by Eclat, stored; the peers count them only", s.percent, eclat(assoc.All), s.each(programs, "s")...)
		}
		add("closed", "closed sets by Eclat, stored; the peers count them only", s.percent, eclat(assoc.Closed), s.each(programs, "c")...)
		add("maximal", "maximal sets by Eclat, stored; the peers count them only", s.percent, eclat(assoc.Maximal), s.each(programs, "m")...)
		add("fpgrowth", "all frequent sets by FPGrowth, stored; the peer is the program of that name and "+report.does, s.percent,
			func(share float64, count int) mining {
				return mined(assoc.FPGrowth{MinSupport: share, MinCount: count})
			}, s.pyfim("fpgrowth", "s", report))
		add("apriori", "all frequent sets by Apriori, stored; the peer is the program of that name and "+report.does, s.percent,
			func(share float64, count int) mining { return mined(assoc.Apriori{MinSupport: share, MinCount: count}) }, s.pyfim("apriori", "s", report))
		add("mlxtend", "all frequent sets by Eclat, at a minimum support that the peer can bear", s.easy, eclat(assoc.All),
			peer{name: "mlxtend fpgrowth", python: []string{"itemsets", "mlxtend", s.file, s.easy}})
		if s.dense {
			continue
		}
		for _, r := range []struct {
			what, doc string
			p         bool
		}{{"rules", "", false}, {"rules_p", " and adjusted p-values", true}} {
			add(r.what, "all frequent sets by Eclat and their rules with one item as the consequent at confidence 0.5"+r.doc+"; the peers count rules, without p-values",
				s.percent, func(share float64, count int) mining {
					return withRules(assoc.Eclat{MinSupport: share, MinCount: count}, r.p)
				}, s.each(programs, "r")...)
		}
	}
	return list
}

// reporting is what a program of Borgelt's does with the sets that it finds.
type reporting struct{ name, code, does string }

var (
	counts = reporting{"", "#", "counts them only"}
	lists  = reporting{" list", "a", "returns them too"}
)

func (s assocSet) pyfim(program, target string, r reporting) peer {
	return peer{name: "pyfim " + program + r.name, python: []string{"itemsets", "pyfim", program, s.file, s.percent, target, r.code}}
}

func (s assocSet) each(programs []string, target string) []peer {
	var list []peer
	for _, p := range programs {
		list = append(list, s.pyfim(p, target, counts))
	}
	return list
}

// mining is a call for baskets; what it returns holds the result and says its
// figures.
type mining func(baskets [][]int) (func() figures, error)

func mined(m assoc.Miner) mining {
	return func(baskets [][]int) (func() figures, error) {
		s, err := m.Fit(context.Background(), slices.Values(baskets))
		return func() figures { return setFigures(s.All()) }, err
	}
}

func setsCounted(m assoc.Eclat) mining {
	return func(baskets [][]int) (func() figures, error) {
		s, err := m.Count(context.Background(), slices.Values(baskets))
		return func() figures { return countFigures(s) }, err
	}
}

func withRules(m assoc.Eclat, p bool) mining {
	return func(baskets [][]int) (func() figures, error) {
		s, err := m.Fit(context.Background(), slices.Values(baskets))
		if err != nil {
			return nil, err
		}
		r, err := assoc.Rules{MinConfidence: 0.5, PValues: p}.Of(context.Background(), s)
		return func() figures { return ruleFigures(r) }, err
	}
}

// assocWorkload times whole calls, less what the same call takes where no item is
// frequent: walking or copying the baskets and counting the items.
func assocWorkload(s assocSet, what, doc, percent string, ours func(share float64, count int) mining, peers []peer) workload {
	w := workload{
		name: "assoc_" + what + "_" + s.name,
		doc: fmt.Sprintf("%s at %s %%: %s; not to count is the same call with a minimum above the number of baskets; wants CLM_DATA",
			s.file, percent, doc),
		limits: []limit{{figure: "sets", rule: same}, {figure: "spectrum", rule: same}},
		plain:  true,
		peers:  peers,
	}
	if what == "counting" {
		w.limits[1].figure = "lengths"
	}
	if last := peers[0].python; last[1] == "mlxtend" || last[len(last)-1] == lists.code {
		w.limits = append(w.limits, limit{figure: "content", rule: same})
	}
	w.ours = func(settings) (*job, error) {
		baskets, err := publicBaskets(s.file)
		if err != nil {
			return nil, err
		}
		share, err := strconv.ParseFloat(percent, 64)
		if err != nil {
			return nil, err
		}
		work, nothing := ours(share/100, 0), ours(0, len(baskets)+1)
		var result func() figures
		return &job{
			run: once(func() (err error) {
				result = nil
				result, err = work(baskets)
				return err
			}),
			empty: once(func() error {
				result = nil
				_, err := nothing(baskets)
				return err
			}),
			figures: func() (figures, error) { return result(), nil },
		}, nil
	}
	return w
}
