//go:build !purego

package gemm

import (
	"unsafe"

	"github.com/clm-go/clm/internal/cpu"
)

// packPanel copies into a panel; see packGo.
func packPanel(dst []float64, ldd int, src []float64, at, rs, cs, k, w int) {
	switch {
	case !cpu.AVX2 || k == 0:
		packGo(dst, ldd, src, at, rs, cs, 0, k, 0, w)
	case cs == 1:
		copyPanel(dst, ldd, src, at, rs, k, w)
	case rs == 1:
		turnPanel(dst, ldd, src, at, cs, k, w)
	default:
		packGo(dst, ldd, src, at, rs, cs, 0, k, 0, w)
	}
}

// packStep is the largest number of rows that one call into assembly copies.
const packStep = 2048

// copyPanel packs rows that lie side by side, in the widths that copyRows has.
func copyPanel(dst []float64, ldd int, src []float64, at, rs, k, w int) {
	const size = int(unsafe.Sizeof(float64(0)))
	j := 0
	for _, width := range [...]int{192 / size, 128 / size, 64 / size, 32 / size, 16 / size} {
		if w-j < width {
			continue
		}
		for r := 0; r < k; r += packStep {
			copyRows((*byte)(unsafe.Pointer(&dst[r*ldd+j])), ldd*size, (*byte)(unsafe.Pointer(&src[at+r*rs+j])), rs*size, min(packStep, k-r), width*size)
		}
		j += width
	}
	packGo(dst, ldd, src, at, rs, 1, 0, k, j, w)
}

// turnPanel packs columns that lie side by side, four at a time.
func turnPanel(dst []float64, ldd int, src []float64, at, cs, k, w int) {
	full := k &^ 3
	j := 0
	for ; j+4 <= w; j += 4 {
		for r := 0; r < full; r += packStep {
			transpose(&dst[r*ldd+j], ldd, &src[at+r+j*cs], cs, min(packStep, full-r))
		}
	}
	packGo(dst, ldd, src, at, 1, cs, full, k, 0, j)
	packGo(dst, ldd, src, at, 1, cs, 0, k, j, w)
}
