// Package codec is the frame that every model file shares, and the only code
// that reads bytes of unknown origin into a model.
//
// A file is
//
//	magic    4 bytes   "clm\x1a"
//	kind     1 byte length, then that many bytes, e.g. "cluster.KMeansModel"
//	version  uint16    version of the body, counted per kind from 1
//	length   uint64    bytes of the body
//	body     length bytes
//	check    uint32    CRC-32C (Castagnoli) of everything before it
//
// with all numbers little-endian. Inside the body a list is its length as
// uint64 followed by its elements. A [Reader] never allocates more than the
// bytes in front of it justify, keeps its first error and then returns zeros,
// so decoders read straight through and look at the error once.
package codec

import (
	"errors"
	"hash/crc32"
)

// ErrFormat is the cause of every error for bytes that are not a model file
// of the kind and versions asked for. The root package exports it.
var ErrFormat = errors.New("invalid format")

const magic = "clm\x1a"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)
