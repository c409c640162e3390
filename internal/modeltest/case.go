package modeltest

import (
	"context"
	"encoding"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

// Model is what the exam needs of a model, a pointer to the struct type T.
type Model[T any] interface {
	*T
	encoding.BinaryMarshaler
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
	Report() clm.Report
}

// Case says how to make one kind of model from data of type D and how to ask
// it.
type Case[D, T any, M Model[T]] struct {
	// With returns a configuration that fits Data within a fraction of a
	// second, best with every optional field set. Configurations without
	// randomness or workers ignore the arguments. Required.
	With func(seed uint64, workers int) clm.Fitter[D, M]

	// Zero is the zero configuration with nothing but its required fields.
	// Every field that is not zero here must be refused when it is zero.
	// Required.
	Zero clm.Fitter[D, M]

	// Data returns data to learn from: for the same seed always the same, but
	// never in the same memory. It is small, some dozens of rows: the model is
	// fitted to it a hundred times and asked about it a thousand times.
	// Required.
	Data func(seed uint64) D

	// Ask returns the model's answers to d as numbers, to be compared with
	// other answers. Required; with Questions nil asks all of them.
	Ask func(m M, d D) ([]float64, error)

	// Wrong holds one configuration for each way of being wrong. The name
	// begins with the field that the error must name; what follows after a
	// comma is free: "K", "K, too large". Every exported field must be here or
	// in Free, but Seed, Workers, Progress and fields of type bool, func or
	// interface.
	Wrong map[string]clm.Fitter[D, M]

	// Free holds the fields for which every value is legal, with the reason.
	Free map[string]string

	// Bad holds data that Fit must refuse, by the name of the defect.
	Bad map[string]Bad[D]

	// Edge holds data at the edge of what makes sense. With a Matrix part the
	// edges "no rows", "no columns", "one row", "one column", "constant
	// column", "duplicate rows" (each twice) and "equal rows" (all the same)
	// are added; an entry of that name without data says what is wanted of
	// the added one.
	Edge map[string]Edge[D]

	// Same tells whether two data are equal to the bit. Nil compares
	// matrices, floats and baskets by their numbers and all else with
	// reflect.DeepEqual.
	Same func(a, b D) bool

	// Scribble overwrites the memory of d with something else, to prove that
	// a model does not refer to it. Nil knows *mat.Dense and []float64.
	Scribble func(d D)

	// Matrix adds the checks for models whose data are, or hold, a
	// mat.Matrix. Nil leaves them out; Skip then gives the reason for
	// MatrixPart.
	Matrix *Matrix[D, M]

	// Skip gives the reason for each check that this model does not take.
	Skip map[Check]string
}

// Bad is data that Fit must refuse.
type Bad[D any] struct {
	Data D
	Want error  // the sentinel that the error must wrap
	Text string // what the text of the error must contain, such as the position; may be empty
}

// Edge is data at the edge of what makes sense.
type Edge[D any] struct {
	Data D
	Want error // nil: a model that can be asked; else the sentinel that the error must wrap
}

// Matrix is the part of a Case about models that answer one thing for each row
// of a matrix.
type Matrix[D, M any] struct {
	// Get returns the matrix in d, and Put a copy of d with another matrix,
	// of as many rows, in its place. Both nil: d is the matrix.
	Get func(d D) mat.Matrix
	Put func(d D, x mat.Matrix) D

	// Pick returns data made of the given rows of d, which may repeat. Nil
	// picks rows of the matrix, which is all there is where d is the matrix.
	Pick func(d D, rows []int) D

	// Questions are what the model answers about rows. At least one.
	Questions []Question[M]

	// MissingIsData says that NaN stands for a missing value. Otherwise NaN
	// must be refused with its position.
	MissingIsData bool

	// SparseExact says that sparse input gives the same bytes and bits as
	// dense input. Otherwise whole numbers are the same and others agree to
	// 1e-12.
	SparseExact bool

	// Weighted fits with one weight for each row, from a start that does not
	// depend on them. Nil: the method has no weighted form, and Skip gives
	// the reason for Weights.
	Weighted func(ctx context.Context, d D, weight []float64) (M, error)
}

// A Check is the name of one part of the exam.
type Check string

// The checks of every model.
const (
	ZeroConfig   Check = "zero configuration"      // works with the required fields alone, and asks for each of them
	WrongConfig  Check = "wrong configuration"     // each wrong field gives a ConfigError that names it
	JSONConfig   Check = "configuration as JSON"   // goes through JSON and gives the same model
	Untouched    Check = "input untouched"         // Fit changes neither configuration nor data
	OwnMemory    Check = "own memory"              // the model does not refer to the caller's memory
	Sealed       Check = "sealed model"            // no exported field
	Repeatable   Check = "same input, same bytes"  // also for another GOMAXPROCS
	Workers      Check = "workers"                 // 1, 2 and 7 give the same bytes
	Seeds        Check = "seeds"                   // every seed gives a model, always the same
	CPUFeatures  Check = "cpu features"            // the same bytes on a machine without any
	Edges        Check = "edges"                   // a model or the documented error
	BadData      Check = "bad data"                // the documented error, and its place
	StopBefore   Check = "stopped before"          // the cause of the context and no model
	StopMidway   Check = "stopped midway"          // the same, and soon
	Goroutines   Check = "no goroutine left"       // after success and after a stop
	ProgressFunc Check = "progress"                // one call at a time, never falling, ends at (total, total)
	AskedAtOnce  Check = "asked by eight at once"  // the same answers for all
	Immutable    Check = "asking changes nothing"  // neither the model nor the data
	NotFitted    Check = "not fitted"              // asking a zero model panics and says so
	File         Check = "model file"              // gives back the same answers and report
	AppendFile   Check = "append to a prefix"      // AppendBinary keeps it
	LoadOnce     Check = "load into zero only"     // UnmarshalBinary panics for a model in use
	Damaged      Check = "damaged file"            // every cut and every flipped bit is found
	Hostile      Check = "hostile file"            // no panic, no unjustified memory
	OtherVersion Check = "file of another version" // is named with the versions that are read
)

// The checks of a model with a Matrix part. MatrixPart in [Case.Skip] stands
// for all of them.
const (
	MatrixPart  Check = "matrix"
	Splits      Check = "rows at once or one by one" // or in any split: the same bits
	Forms       Check = "forms of a matrix"          // sliced, transposed, foreign: the same bits
	SparseForm  Check = "sparse"                     // the same answers as dense
	Dst         Check = "dst"                        // nil, exact, reused; another length panics
	Columns     Check = "number of columns"          // another one is a ShapeError
	Missing     Check = "missing values"             // NaN is data, or an error with its place
	Infinite    Check = "infinite values"            // an error with its place
	Extreme     Check = "extreme values"             // huge and tiny numbers: no panic, no NaN, a documented error
	Allocs      Check = "no allocation"              // up to one block of rows, with dst
	WorkersMany Check = "workers on many rows"       // the same bytes also where there are several blocks
	AllocsLarge Check = "allocations of many rows"   // do not grow with the rows
	Weights     Check = "weights"                    // twice the weight is the row repeated
)
