package cluster

import (
	"encoding/binary"
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

// matrixOf makes rows of d numbers of the bits in b; nil if there is none.
func matrixOf(b []byte, d int) *mat.Dense {
	n := min(len(b)/8/d, 50)
	if n == 0 {
		return nil
	}
	x := mat.NewDense(n, d, nil)
	for i := range n {
		for j := range d {
			x.Set(i, j, math.Float64frombits(binary.LittleEndian.Uint64(b[8*(i*d+j):])))
		}
	}
	return x
}

func isKnown(err error) bool {
	for _, e := range []error{clm.ErrConfig, clm.ErrValue, clm.ErrShape, clm.ErrTooFew, clm.ErrDiverged, clm.ErrLimit} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
