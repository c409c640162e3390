// Package clm holds the words that all packages of the module share: errors,
// reports, calendar periods, identifiers and sparse tables.
package clm
