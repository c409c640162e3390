package cluster

import (
	"context"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/view"
)

// blockwise is a model that finds the clusters of a few rows at a time.
type blockwise interface {
	// predictBlock sets dst[i] for the rows lo to hi of v, and checks them.
	predictBlock(op string, dst []int, v view.Rows, lo, hi int) error
}

// predict is the Predict of a model of d columns.
func predict(m blockwise, op string, d int, dst []int, x mat.Matrix) ([]int, error) {
	v := view.Of(x)
	n, columns := v.Dims()
	if err := check.Columns(op, columns, d); err != nil {
		return nil, err
	}
	dst = check.Dst(op, dst, n)
	if n > par.Block {
		return predictMany(m, op, dst, v)
	}
	if err := m.predictBlock(op, dst, v, 0, n); err != nil {
		return nil, err
	}
	return dst, nil
}

// predictMany is a function of its own because what it passes on moves to the
// heap.
func predictMany(m blockwise, op string, dst []int, v view.Rows) ([]int, error) {
	err := par.For(context.Background(), len(dst), par.Block, 0, func(_, lo, hi int) error {
		return m.predictBlock(op, dst, v, lo, hi)
	})
	if err != nil {
		return nil, err
	}
	return dst, nil
}
