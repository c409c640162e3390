// Code generated from pack_amd64.go by command: go run . -single. DO NOT EDIT.

//go:build !purego

package gemm

import (
	"unsafe"

	"github.com/clm-go/clm/internal/cpu"
)

// packPanel32 copies into a panel; see packGo32.
func packPanel32(dst []float32, ldd int, src []float32, at, rs, cs, k, w int) {
	switch {
	case !cpu.AVX2 || k == 0:
		packGo32(dst, ldd, src, at, rs, cs, 0, k, 0, w)
	case cs == 1:
		copyPanel32(dst, ldd, src, at, rs, k, w)
	case rs == 1:
		turnPanel32(dst, ldd, src, at, cs, k, w)
	default:
		packGo32(dst, ldd, src, at, rs, cs, 0, k, 0, w)
	}
}

// packStep32 is the largest number of rows that one call into assembly copies.
const packStep32 = 2048

// copyPanel32 packs rows that lie side by side, in the widths that copyRows has.
func copyPanel32(dst []float32, ldd int, src []float32, at, rs, k, w int) {
	const size = int(unsafe.Sizeof(float32(0)))
	j := 0
	for _, width := range [...]int{192 / size, 128 / size, 64 / size, 32 / size, 16 / size} {
		if w-j < width {
			continue
		}
		for r := 0; r < k; r += packStep32 {
			copyRows((*byte)(unsafe.Pointer(&dst[r*ldd+j])), ldd*size, (*byte)(unsafe.Pointer(&src[at+r*rs+j])), rs*size, min(packStep32, k-r), width*size)
		}
		j += width
	}
	packGo32(dst, ldd, src, at, rs, 1, 0, k, j, w)
}

// turnPanel32 packs columns that lie side by side, four at a time.
func turnPanel32(dst []float32, ldd int, src []float32, at, cs, k, w int) {
	full := k &^ 3
	j := 0
	for ; j+4 <= w; j += 4 {
		for r := 0; r < full; r += packStep32 {
			transpose32(&dst[r*ldd+j], ldd, &src[at+r+j*cs], cs, min(packStep32, full-r))
		}
	}
	packGo32(dst, ldd, src, at, 1, cs, full, k, 0, j)
	packGo32(dst, ldd, src, at, 1, cs, 0, k, j, w)
}
