// Package gemm multiplies matrices of float64 and float32, row by row in memory
// with a stride, as gonum's blas64.General and blas32.General describe them.
//
//	gemm.Mul(&ws, c, a, b, gemm.TransB|gemm.Add, 0) // C += A·Bᵀ
//
//	centres := gemm.Pack(nil, b, true)     // once; may be shared
//	centres.Rows(tile, n, a, i0, i1)       // rows i0 to i1 of A·Bᵀ, often
//
// # Order of operations
//
// Every element of C is one chain of fused multiply-adds (math.FMA, vec.FMA32)
//
//	c = a[i,0]·b[0,j] + c,  c = a[i,1]·b[1,j] + c,  ...
//
// along ascending k, which starts from +0 or, with Add, from what C holds. It is
// never cut into parts that are summed apart. So neither the vector width nor the
// blocking, the packing, the number of workers, or how many rows and columns are
// computed at once changes a bit. A product with a vector (m = 1 or n = 1) is no
// exception: its elements are the same chains. So is vec.DotChain.
//
// NaN, infinities and subnormal numbers pass through the chain as IEEE 754 says;
// zeros are not skipped.
//
// # Panics
//
// Shapes that do not fit and slices that are too short for their shape panic;
// values never do. Empty shapes are fine. With k = 0 the product is 0, and Add
// changes nothing. C must not overlap A or B.
//
// # Memory
//
// Small products, products with a vector and products of few rows read A and B where
// they lie, unless B is transposed. Otherwise B is copied into panels first, and A
// too if it is transposed. A Workspace holds those copies, each of at most 2²¹ numbers
// at a time, and keeps the memory for the next call. Rows copies and allocates nothing.
//
// # float32
//
// The files of float32 are made from those of float64 by the program in _gen, and
// the assembly is made there too.
package gemm
