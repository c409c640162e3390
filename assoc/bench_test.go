package assoc_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/assoc"
)

// Sets of the public data sets, whose number is beside the time.
func BenchmarkFit(b *testing.B) {
	for _, ref := range references(b) {
		for _, target := range []assoc.Target{assoc.All, assoc.Closed, assoc.Maximal} {
			for _, name := range []string{"eclat", "fpgrowth", "apriori"} {
				if name != "eclat" && target != assoc.All {
					continue // filtered out of all sets
				}
				for _, workers := range []int{1, 2} {
					b.Run(fmt.Sprintf("miner=%s/data=%s/percent=%v/target=%s/workers=%d", name, ref.Dataset, ref.Percent, target, workers), func(b *testing.B) {
						var rows [][]int
						for basket := range public(b, ref.Dataset) {
							rows = append(rows, slices.Clone(basket))
						}
						m := miners(assoc.Eclat{MinCount: ref.MinCount, Target: target, Workers: workers})[name]
						b.ReportAllocs()
						for b.Loop() {
							s, err := m.Fit(b.Context(), slices.Values(rows))
							require.NoError(b, err)
							b.ReportMetric(float64(s.Len()), "sets")
						}
					})
				}
			}
		}
	}
}

// How many sets the public data sets have.
func BenchmarkCount(b *testing.B) {
	for _, ref := range references(b) {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("data=%s/percent=%v/workers=%d", ref.Dataset, ref.Percent, workers), func(b *testing.B) {
				var rows [][]int
				for basket := range public(b, ref.Dataset) {
					rows = append(rows, slices.Clone(basket))
				}
				b.ReportAllocs()
				for b.Loop() {
					s, err := assoc.Eclat{MinCount: ref.MinCount, Workers: workers}.Count(b.Context(), slices.Values(rows))
					require.NoError(b, err)
					b.ReportMetric(float64(s.Total()), "sets")
				}
			})
		}
	}
}

func BenchmarkRulesOf(b *testing.B) {
	for _, ref := range references(b) {
		if ref.Rules.Count > 1_000_000 {
			continue
		}
		for _, p := range []bool{false, true} {
			b.Run(fmt.Sprintf("data=%s/percent=%v/pvalues=%v", ref.Dataset, ref.Percent, p), func(b *testing.B) {
				sets, err := assoc.Eclat{MinCount: ref.MinCount}.Fit(b.Context(), public(b, ref.Dataset))
				require.NoError(b, err)
				b.ReportAllocs()
				for b.Loop() {
					r, err := assoc.Rules{MinConfidence: 0.5, PValues: p}.Of(b.Context(), sets)
					require.NoError(b, err)
					b.ReportMetric(float64(r.Len()), "rules")
				}
			})
		}
	}
}

func BenchmarkAppendTop(b *testing.B) {
	m, err := assoc.CrossSell{MinCount: 20, MinConfidence: 0.1}.Fit(b.Context(), public(b, "groceries"))
	require.NoError(b, err)
	basket := []int{3, 20, 77, 150, 166}
	dst := make([]assoc.Offer, 0, 5)
	b.ReportAllocs()
	for b.Loop() {
		dst = m.AppendTop(dst[:0], basket, 5)
	}
}
