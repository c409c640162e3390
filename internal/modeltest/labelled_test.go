package modeltest

import (
	"context"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

// labelled is data with an answer for each row.
type labelled struct {
	x mat.Matrix
	y []bool
}

// apart learns the means of the rows with a true label.
type apart struct {
	Need     int
	Workers  int
	Progress func(done, total int) `json:"-"`
}

func (c apart) Fit(ctx context.Context, d labelled) (*meansModel, error) {
	return c.FitWeighted(ctx, d, nil)
}

func (c apart) FitWeighted(ctx context.Context, d labelled, weight []float64) (*meansModel, error) {
	n, _ := d.x.Dims()
	if weight == nil {
		weight = make([]float64, n)
		for i := range weight {
			weight[i] = 1
		}
	}
	if len(weight) == n && len(d.y) == n && n > 0 {
		weight = slices.Clone(weight)
		for i, y := range d.y {
			if !y && weight[i] > 0 {
				weight[i] /= 2
			}
		}
	}
	return means{Need: c.Need, Workers: c.Workers, Progress: c.Progress}.FitWeighted(ctx, d.x, weight)
}

// A matrix may be one part of the data.
func TestExamApart(t *testing.T) {
	Run(t, Case[labelled, meansModel, *meansModel]{
		With: func(seed uint64, workers int) clm.Fitter[labelled, *meansModel] {
			return apart{Need: 1, Workers: workers}
		},
		Zero: apart{Need: 1},
		Data: func(seed uint64) labelled {
			d := labelled{x: table(seed), y: make([]bool, 48)}
			for i := range d.y {
				d.y[i] = i%3 == 1
			}
			return d
		},
		Wrong: map[string]clm.Fitter[labelled, *meansModel]{"Need": apart{Need: -1}},
		Edge: map[string]Edge[labelled]{
			"no rows":    {Want: clm.ErrTooFew},
			"no columns": {Want: clm.ErrTooFew},
		},
		Same: func(a, b labelled) bool { return mat.Equal(a.x, b.x) && slices.Equal(a.y, b.y) },
		Scribble: func(d labelled) {
			junk(d.x.(*mat.Dense).RawMatrix().Data)
			clear(d.y)
		},
		Matrix: &Matrix[labelled, *meansModel]{
			Get: func(d labelled) mat.Matrix { return d.x },
			Put: func(d labelled, x mat.Matrix) labelled { return labelled{x, slices.Clone(d.y)} },
			Pick: func(d labelled, rows []int) labelled {
				p := labelled{x: pickRows(d.x, rows)}
				for _, i := range rows {
					p.y = append(p.y, d.y[i])
				}
				return p
			},
			Questions: []Question[*meansModel]{Rows("Predict", (*meansModel).Predict, nil)},
			Weighted:  apart{Need: 1}.FitWeighted,
		},
		Skip: map[Check]string{Seeds: "nothing is random"},
	})
}
