package gemm

import (
	"context"

	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/par"
)

// plainRows is the number of rows of C in one piece of work without assembly.
const plainRows = 16

// mulRows computes C without assembly, in pieces of rows.
func mulRows(c, a, b *blas64.General, f Flags, k, workers int) {
	if workers == 1 || c.Rows <= plainRows {
		mulGo(c, a, b, f, k, 0, c.Rows)
		return
	}
	mulRowsBeside(*c, *a, *b, f, k, workers)
}

// mulRowsBeside is a function of its own because what it passes on moves to the heap.
func mulRowsBeside(c, a, b blas64.General, f Flags, k, workers int) {
	_ = par.For(context.Background(), c.Rows, plainRows, workers, func(_, lo, hi int) error {
		mulGo(&c, &a, &b, f, k, lo, hi)
		return nil
	})
}
