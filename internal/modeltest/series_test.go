package modeltest

import (
	"context"
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/codec"
)

// last is a model of a series without seed, workers or progress: it repeats
// the last value.
type last struct{ Add float64 }

type lastModel struct {
	value  float64
	fitted bool
}

func (c last) Fit(ctx context.Context, y []float64) (*lastModel, error) {
	if err := check.Float("modeltest.last", "Add", c.Add, 0, 1); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if len(y) == 0 {
		return nil, clm.ErrTooFew
	}
	for i, v := range y {
		if v-v != 0 {
			return nil, &clm.ValueError{Op: "modeltest.last.Fit", Row: i, Col: -1, Value: v}
		}
	}
	return &lastModel{y[len(y)-1] + c.Add, true}, nil
}

func (m *lastModel) Forecast(dst []float64, h int) []float64 {
	if !m.fitted {
		panic("modeltest.lastModel: not fitted")
	}
	dst = check.Dst("modeltest.lastModel.Forecast", dst, h)
	for i := range dst {
		dst[i] = m.value
	}
	return dst
}

func (m *lastModel) Report() clm.Report { return clm.Report{Converged: true} }

func (m *lastModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

func (m *lastModel) AppendBinary(dst []byte) ([]byte, error) {
	w := codec.NewWriter(dst, "modeltest.lastModel", 1)
	w.Float64(m.value)
	return w.Finish(), nil
}

func (m *lastModel) UnmarshalBinary(data []byte) error {
	if m.fitted {
		panic("modeltest.lastModel.UnmarshalBinary: the receiver is not a zero model")
	}
	r, err := codec.NewReader(data, "modeltest.lastModel", 1)
	if err != nil {
		return err
	}
	v := r.Float64()
	if err := r.Close(); err != nil {
		return err
	}
	m.value, m.fitted = v, true
	return nil
}

func TestExamLast(t *testing.T) {
	Run(t, Case[[]float64, lastModel, *lastModel]{
		With: func(uint64, int) clm.Fitter[[]float64, *lastModel] { return last{Add: 0.5} },
		Zero: last{},
		Data: func(seed uint64) []float64 { return []float64{1, 2, float64(seed)} },
		Ask: func(m *lastModel, y []float64) ([]float64, error) {
			return m.Forecast(nil, len(y)), nil
		},
		Wrong: map[string]clm.Fitter[[]float64, *lastModel]{"Add": last{Add: 2}},
		Bad: map[string]Bad[[]float64]{
			"NaN": {Data: []float64{1, nan(), 2}, Want: clm.ErrValue, Text: "value NaN at row 1"},
		},
		Edge: map[string]Edge[[]float64]{
			"no value":  {Data: []float64{}, Want: clm.ErrTooFew},
			"one value": {Data: []float64{1}},
		},
		Skip: map[Check]string{
			MatrixPart:   "the data are a series",
			Seeds:        "nothing is random",
			Workers:      "there is nothing to divide",
			ProgressFunc: "it is done at once",
		},
	})
}

func TestBasketsAreComparedByTheirItems(t *testing.T) {
	var c Case[iter.Seq[[]int], lastModel, *lastModel]
	a := slices.Values([][]int{{1, 2}, {3}})
	require.True(t, c.same(a, slices.Values([][]int{{1, 2}, {3}})))
	require.False(t, c.same(a, slices.Values([][]int{{1, 2}, {4}})))
	require.False(t, c.same(a, slices.Values([][]int{{1, 2}})))
}
