package assoc

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/rng"
)

// Hits tells how often hidden items were among the first n offers.
type Hits struct {
	Rate      float64 // share of the hidden items that were offered
	RateError float64 // its standard error
	MRR       float64 // mean of 1/place of the hidden item, 0 where it was not offered
	MRRError  float64 // its standard error
	Offered   int     // hidden items that were offered
}

// Evaluation compares rules with the plain list of the most frequent items, on
// the same hidden items.
type Evaluation struct {
	Baskets    int  // test baskets of two or more distinct items: one item of each was hidden
	Unknown    int  // hidden items that are not frequent in the training baskets: always a miss
	Fired      int  // baskets for which at least one rule made an offer
	Rules      Hits // offers of rules, filled up with popular items
	Popularity Hits // the most frequent items that are not in the basket

	// Model is what was fitted to the training baskets, and to nothing else.
	Model *CrossSeller
}

// Evaluate fits the model to the training baskets and tries it on the test
// baskets, which had better be later ones. From each test basket of two and more
// distinct items one is hidden, drawn by the seed, and n offers are made for the
// others: a hit is an offer of the hidden item. Every seed is a fixed seed. Both
// walks must number the items alike, which two views of an events.Log do not: then
// offers are of other items, and hits few. Give each item of a view the number that
// the index of the whole log has for its name:
//
//	number, _ := log.Items().Of(view.Items().ID(item))
//
// The errors are those of Fit, for both walks, a ConfigError for ByMargin, a
// ShapeError for n below 1, and one that wraps [clm.ErrTooFew] where no test
// basket has two items.
//
// Time: that of Fit and O(test baskets·time of AppendTop).
func (c CrossSell) Evaluate(ctx context.Context, train, test iter.Seq[[]int], n int, seed uint64) (*Evaluation, error) {
	const op = "assoc.CrossSell.Evaluate"
	if err := c.check(false); err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d offers", n), Want: "at least 1"}
	}
	m, err := c.fit(ctx, op, train, nil)
	if err != nil {
		return nil, err
	}
	e := &Evaluation{Model: m}
	known := make(map[int]bool, len(m.items))
	for _, item := range m.items {
		known[int(item)] = true
	}
	var rules, popular tally
	var offers []Offer
	var set []int
	row := -1
	for basket := range test {
		row++
		if err := looked(ctx); err != nil {
			return nil, err
		}
		for i, item := range basket {
			if item < 0 || item > math.MaxInt32 {
				return nil, &clm.ValueError{Op: op + ": test", Row: row, Col: i, Value: float64(item), Want: "an item of 0 to 2147483647"}
			}
		}
		set = append(set[:0], basket...)
		slices.Sort(set)
		set = slices.Compact(set)
		if len(set) < 2 {
			continue
		}
		e.Baskets++
		at := rng.New(seed, uint64(row)).IntN(len(set))
		hidden := set[at]
		set = slices.Delete(set, at, at+1)
		if !known[hidden] {
			e.Unknown++
		}
		offers = m.AppendTop(offers[:0], set, n)
		if len(offers) > 0 && !offers[0].Popular {
			e.Fired++
		}
		rules.add(slices.IndexFunc(offers, func(o Offer) bool { return o.Item == hidden }))
		popular.add(m.place(hidden, set, n))
	}
	if err := looked(ctx); err != nil {
		return nil, err
	}
	if e.Baskets == 0 {
		return nil, fmt.Errorf("%s: no test basket has two items, want at least 1: %w", op, clm.ErrTooFew)
	}
	e.Rules, e.Popularity = rules.result(), popular.result()
	return e, nil
}

// place returns the place of an item among the n most frequent ones that are not
// in a basket, or −1.
func (m *CrossSeller) place(item int, basket []int, n int) int {
	at := 0
	for _, x := range m.items {
		if at == n {
			return -1
		}
		if int(x) == item {
			return at
		}
		if !slices.Contains(basket, int(x)) {
			at++
		}
	}
	return -1
}

// tally adds up places.
type tally struct {
	n, hits     int
	sum, square float64 // of 1/place
}

func (t *tally) add(at int) {
	t.n++
	if at >= 0 {
		v := 1 / float64(at+1)
		t.hits++
		t.sum += v
		t.square += float64(v * v)
	}
}

// result returns the means with their standard errors, s/√n with s² the sum of
// squares about the mean divided by n.
func (t *tally) result() Hits {
	n := float64(t.n)
	h := Hits{Offered: t.hits, Rate: float64(t.hits) / n, MRR: t.sum / n}
	h.RateError = math.Sqrt(h.Rate * (1 - h.Rate) / n)
	h.MRRError = math.Sqrt(max(0, t.square/n-float64(h.MRR*h.MRR)) / n)
	return h
}
