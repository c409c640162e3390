// Code generated from rows.go by command: go run . -single. DO NOT EDIT.

package gemm

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/clm-go/clm/internal/par"
)

// plainRows32 is the number of rows of C in one piece of work without assembly.
const plainRows32 = 16

// mulRows32 computes C without assembly, in pieces of rows.
func mulRows32(c, a, b *blas32.General, f Flags, k, workers int) {
	if workers == 1 || c.Rows <= plainRows32 {
		mulGo32(c, a, b, f, k, 0, c.Rows)
		return
	}
	mulRowsBeside32(*c, *a, *b, f, k, workers)
}

// mulRowsBeside32 is a function of its own because what it passes on moves to the heap.
func mulRowsBeside32(c, a, b blas32.General, f Flags, k, workers int) {
	_ = par.For(context.Background(), c.Rows, plainRows32, workers, func(_, lo, hi int) error {
		mulGo32(&c, &a, &b, f, k, lo, hi)
		return nil
	})
}
