package web_test

import (
	"github.com/PuerkitoBio/goquery"

	"zhulian/models"
	"zhulian/store"
)

type goquerySelection = goquery.Selection

func keyOf(a models.Actor) store.Key { return store.Key{County: a.CountyCode, ID: a.AccountID} }
