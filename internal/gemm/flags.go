package gemm

import "math/bits"

// Flags say which product Mul computes.
type Flags uint8

// The flags of Mul; none of them is C = A·B.
const (
	TransA Flags = 1 << iota // op(A) is A transposed
	TransB                   // op(B) is B transposed
	Add                      // the product is added to what C holds
)

// line is the size of a cache line in bytes.
const line = 64

// The texts of the panics.
const (
	shapesDiffer = "gemm: the shapes do not fit"
	badMatrix    = "gemm: a matrix is shorter than its shape"
	badRows      = "gemm: rows out of range"
	badTile      = "gemm: the destination is shorter than the tile"
)

// shape checks that a matrix lies within its slice and returns the shape of op of it.
func shape(rows, cols, stride, size int, trans bool) (r, c int) {
	if rows < 0 || cols < 0 || rows > 0 && cols > 0 && (stride < cols || !fits(rows, cols, stride, size)) {
		panic(badMatrix)
	}
	if trans {
		return cols, rows
	}
	return rows, cols
}

// fits tells whether a matrix of at least one row and column ends within its slice.
func fits(rows, cols, stride, size int) bool {
	over, begin := bits.Mul(uint(rows-1), uint(stride))
	return size >= cols && over == 0 && begin <= uint(size-cols)
}

// strides returns the distances between rows and between columns of op of a matrix.
func strides(stride int, trans bool) (rs, cs int) {
	if trans {
		return 1, stride
	}
	return stride, 1
}
