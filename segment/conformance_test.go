package segment_test

import (
	"math"
	"math/rand/v2"
	"testing"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/internal/modeltest"
	"github.com/clm-go/clm/segment"
)

// customers returns 300 summaries, half of them of one order.
func customers(seed uint64) []events.Summary {
	rng := rand.New(rand.NewPCG(seed, 1))
	s := make([]events.Summary, 300)
	for i := range s {
		s[i] = events.Summary{SinceLast: rng.IntN(400), Orders: max(1, rng.IntN(12)-5), Gross: rng.Int64N(1e6)}
		s[i].Refunded = rng.Int64N(1e5)
		s[i].Total = s[i].Gross - s[i].Refunded
	}
	return s
}

func TestExamRFM(t *testing.T) {
	type fitter = clm.Fitter[[]events.Summary, *segment.RFMModel]
	three := []int64{1, 5, 9}
	same := make([]events.Summary, 40)
	for i := range same {
		same[i] = events.Summary{SinceLast: 3, Orders: 2, Total: 500}
	}
	modeltest.Run(t, modeltest.Case[[]events.Summary, segment.RFMModel, *segment.RFMModel]{
		With: func(uint64, int) clm.Fitter[[]events.Summary, *segment.RFMModel] {
			return segment.RFM{Bins: 7, Cut: segment.Quantile, Importance: segment.Importance{R: 3, F: 2, M: 0.5}, Monetary: segment.Gross}
		},
		Zero: segment.RFM{},
		Data: customers,
		Ask: func(m *segment.RFMModel, s []events.Summary) ([]float64, error) {
			var out []float64
			for _, x := range m.Scores(nil, s) {
				out = append(out, float64(x.R), float64(x.F), float64(x.M), m.Weighted(x))
			}
			return out, nil
		},
		Wrong: map[string]fitter{
			"Bins, one":                  segment.RFM{Bins: 1},
			"Bins, negative":             segment.RFM{Bins: -5},
			"Bins, too many":             segment.RFM{Bins: 101},
			"Cut, unknown":               segment.RFM{Cut: "ntile"},
			"Edges, missing":             segment.RFM{Cut: segment.Fixed},
			"Edges, too few":             segment.RFM{Cut: segment.Fixed, Edges: segment.Edges{Recency: three, Frequency: three, Monetary: three}},
			"Edges, not ascending":       segment.RFM{Bins: 4, Cut: segment.Fixed, Edges: segment.Edges{Recency: three, Frequency: three, Monetary: []int64{1, 1, 2}}},
			"Edges, not wanted":          segment.RFM{Bins: 4, Edges: segment.Edges{Frequency: three}},
			"Importance, negative":       segment.RFM{Importance: segment.Importance{R: 1, M: -1}},
			"Importance, not a number":   segment.RFM{Importance: segment.Importance{F: math.NaN()}},
			"Importance, without bounds": segment.RFM{Importance: segment.Importance{F: 2e6}},
			"Monetary, unknown":          segment.RFM{Monetary: "profit"},
		},
		Bad: map[string]modeltest.Bad[[]events.Summary]{
			"bought in the future":      {Data: []events.Summary{{}, {}, {SinceLast: -1}}, Want: clm.ErrValue, Text: "segment.RFM.Fit: value -1 at row 2, column 0"},
			"negative number of orders": {Data: []events.Summary{{}, {Orders: -7}}, Want: clm.ErrValue, Text: "segment.RFM.Fit: value -7 at row 1, column 1"},
		},
		Edge: map[string]modeltest.Edge[[]events.Summary]{
			"no customers":    {Want: clm.ErrTooFew},
			"one customer":    {Data: customers(1)[:1]},
			"two customers":   {Data: customers(1)[:2]},
			"equal customers": {Data: same},
		},
		Scribble: func(s []events.Summary) {
			for i := range s {
				s[i] = events.Summary{SinceLast: 9999, Orders: 77, Total: -1}
			}
		},
		Skip: map[modeltest.Check]string{
			modeltest.MatrixPart:   "customers come as summaries, not as rows of a matrix",
			modeltest.Seeds:        "nothing is random",
			modeltest.Workers:      "one goroutine is enough: a million customers take well under a second",
			modeltest.ProgressFunc: "done before a progress bar could be drawn",
		},
	})
}
