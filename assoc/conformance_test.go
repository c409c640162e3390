package assoc_test

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
	"github.com/clm-go/clm/internal/modeltest"
)

type baskets = iter.Seq[[]int]

// shopping yields 60 baskets of up to 9 of 12 items that come in threes, each
// out of memory of its own.
func shopping(seed uint64) baskets {
	r := rand.New(rand.NewPCG(seed, 1))
	var rows [][]int
	for range 60 {
		var b []int
		for range r.IntN(4) {
			for three, i := r.IntN(4), 0; i < 3; i++ {
				if r.IntN(3) > 0 {
					b = append(b, 100*three+i)
				}
			}
		}
		rows = append(rows, b)
	}
	return slices.Values(rows)
}

// scribble overwrites the memory of baskets.
func scribble(b baskets) {
	for basket := range b {
		for i := range basket {
			basket[i] = 7
		}
	}
}

func askItemsets(s *assoc.Itemsets, b baskets) ([]float64, error) {
	out := []float64{float64(s.Len()), float64(s.Baskets()), float64(s.MinCount())}
	for set, count := range s.All() {
		out = append(out, float64(len(set)), float64(count))
	}
	for basket := range b {
		count, ok := s.Support(basket...)
		if ok {
			out = append(out, float64(count))
		}
	}
	for _, set := range s.AppendTop(nil, 5, assoc.ByLength) {
		out = append(out, float64(set.Items[0]), float64(set.Count))
	}
	return out, nil
}

// wrongMiners are the ways in which a miner can be wrong.
func wrongMiners() map[string]assoc.Eclat {
	return map[string]assoc.Eclat{
		"MinSupport, above one":    {MinSupport: 1.1},
		"MinSupport, negative":     {MinSupport: -0.1},
		"MinSupport, no number":    {MinSupport: math.NaN()},
		"MinCount, negative":       {MinCount: -1},
		"MinCount, both":           {MinSupport: 0.1, MinCount: 3},
		"MinCount, neither":        {},
		"MinLen":                   {MinCount: 2, MinLen: -1},
		"MaxLen":                   {MinCount: 2, MaxLen: -1},
		"MaxLen, less than MinLen": {MinCount: 2, MinLen: 3, MaxLen: 2},
		"MaxSets":                  {MinCount: 2, MaxSets: -1},
		"Target":                   {MinCount: 2, Target: "open"},
	}
}

// caseOf is the case of one miner, whose configuration comes out of that of
// Eclat.
func caseOf(zero clm.Fitter[baskets, *assoc.Itemsets], miner func(assoc.Eclat) clm.Fitter[baskets, *assoc.Itemsets]) modeltest.Case[baskets, assoc.Itemsets, *assoc.Itemsets] {
	wrong := map[string]clm.Fitter[baskets, *assoc.Itemsets]{}
	for name, c := range wrongMiners() {
		wrong[name] = miner(c)
	}
	c := modeltest.Case[baskets, assoc.Itemsets, *assoc.Itemsets]{
		With: func(_ uint64, workers int) clm.Fitter[baskets, *assoc.Itemsets] {
			return miner(assoc.Eclat{MinSupport: 0.05, MinLen: 2, MaxLen: 6, MaxSets: 5000, Target: assoc.All, Workers: workers})
		},
		Zero:  zero,
		Data:  shopping,
		Ask:   askItemsets,
		Wrong: wrong,
		Bad: map[string]modeltest.Bad[baskets]{
			"a negative item":   {Data: slices.Values([][]int{{1}, {}, {4, -7}}), Want: clm.ErrValue, Text: "Fit: value -7 at row 2, column 1"},
			"more sets than ok": {Data: slices.Values([][]int{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}}), Want: clm.ErrLimit, Text: "more than 5000 sets"},
		},
		Edge: map[string]modeltest.Edge[baskets]{
			"no basket":       {Data: slices.Values([][]int(nil)), Want: clm.ErrTooFew},
			"an empty basket": {Data: slices.Values([][]int{{}})},
			"one basket":      {Data: slices.Values([][]int{{3, 1, 2}})},
			"one item":        {Data: slices.Values([][]int{{2147483647}})},
			"all equal":       {Data: slices.Values([][]int{{1, 2, 3}, {3, 2, 1}, {1, 1, 2, 3}})},
			"nothing frequent": {Data: func(yield func([]int) bool) {
				for i := 0; i < 100 && yield([]int{i}); i++ {
				}
			}},
		},
		Scribble: scribble,
		Skip: map[modeltest.Check]string{
			modeltest.MatrixPart: "the data are baskets, not rows of a matrix",
			modeltest.Seeds:      "nothing is random",
		},
	}
	if huge := int64(math.MaxInt32) + 1; int64(int(huge)) == huge {
		c.Bad["a huge item"] = modeltest.Bad[baskets]{Data: slices.Values([][]int{{1, int(huge)}}), Want: clm.ErrValue, Text: "Fit: value 2.147483648e+09 at row 0, column 1"}
	}
	return c
}

func TestExamEclat(t *testing.T) {
	modeltest.Run(t, caseOf(assoc.Eclat{MinCount: 6}, func(c assoc.Eclat) clm.Fitter[baskets, *assoc.Itemsets] { return c }))
}

func TestExamApriori(t *testing.T) {
	modeltest.Run(t, caseOf(assoc.Apriori{MinCount: 6}, func(c assoc.Eclat) clm.Fitter[baskets, *assoc.Itemsets] { return assoc.Apriori(c) }))
}

func TestExamFPGrowth(t *testing.T) {
	modeltest.Run(t, caseOf(assoc.FPGrowth{MinCount: 6}, func(c assoc.Eclat) clm.Fitter[baskets, *assoc.Itemsets] { return assoc.FPGrowth(c) }))
}

// Closed sets, with nodes that are not listed, take the exam as well.
func TestExamClosed(t *testing.T) {
	c := caseOf(assoc.Eclat{MinCount: 6}, func(c assoc.Eclat) clm.Fitter[baskets, *assoc.Itemsets] { return c })
	c.With = func(_ uint64, workers int) clm.Fitter[baskets, *assoc.Itemsets] {
		return assoc.Eclat{MinCount: 1, MaxSets: 5000, Target: assoc.Closed, Workers: workers}
	}
	delete(c.Bad, "more sets than ok")
	modeltest.Run(t, c)
}
