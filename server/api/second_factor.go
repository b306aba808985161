package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/accounts"
	"zhulian/server/respond"
)

func (a *API) secondFactorRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/me/second-factor", Handler: a.secondFactor, Owing: true, Tag: "auth", Out: secondFactorBody{},
			Summary: "How the second factor of the own account stands",
		},
		{
			Method: http.MethodPost, Path: "/me/second-factor", Handler: a.beginSecondFactor, Owing: true, Secret: true, Tag: "auth",
			In: accounts.Proof{}, Out: enrolmentBody{}, Status: http.StatusCreated,
			Summary: "Begin to set a second factor up: a secret for an app, which counts once its first code was shown in the same session",
		},
		{
			Method: http.MethodPost, Path: "/me/second-factor/confirm", Handler: a.confirmSecondFactor, Owing: true, Secret: true, Tag: "auth",
			In: accounts.SecondCode{}, Out: recoveryCodesBody{},
			Summary: "Show the first code of the app; answers the recovery codes, once, and ends the account's other sessions",
		},
		{
			Method: http.MethodPost, Path: "/me/second-factor/recovery-codes", Handler: a.renewRecoveryCodes, Secret: true, Tag: "auth",
			In: accounts.Proof{}, Out: recoveryCodesBody{}, Summary: "Make new recovery codes in the place of those that were left, for password and code",
		},
		{
			Method: http.MethodPost, Path: "/me/second-factor/drop", Handler: a.dropSecondFactor, Secret: true, Tag: "auth",
			In: accounts.Proof{}, Status: http.StatusNoContent, Summary: "Switch the second factor off, for password and code",
		},
		{
			Method: http.MethodGet, Path: "/me/sessions", Handler: a.ownSessions, Tag: "auth", Out: ownSessionsBody{},
			Summary: "The living sessions of the own account, the one used last first",
		},
		{
			Method: http.MethodPost, Path: "/me/sessions/:id/end", Handler: a.endSession, Secret: true, Tag: "auth",
			In: accounts.Proof{}, Status: http.StatusNoContent, Summary: "End a session of the own account, for the password",
		},
		{
			Method: http.MethodPost, Path: "/me/sessions/end-others", Handler: a.endOtherSessions, Secret: true, Tag: "auth",
			In: accounts.Proof{}, Status: http.StatusNoContent, Summary: "End all sessions of the own account but the present one, for the password",
		},
	}
}

type secondFactorBody struct {
	On                bool       `json:"on"`
	Since             *time.Time `json:"since"`
	Required          bool       `json:"required" description:"of the role it is asked: nothing else may be done before it is set up"`
	RecoveryCodesLeft int        `json:"recovery_codes_left"`
}

type enrolmentBody struct {
	Secret     string `json:"secret" description:"base32, RFC 4648"`
	OTPAuthURL string `json:"otpauth_url" description:"for a picture that apps read"`
}

type recoveryCodesBody struct {
	RecoveryCodes []string `json:"recovery_codes" description:"each takes the place of the app once; they are shown here and never again"`
}

type ownSessionsBody struct {
	Items []ownSessionBody `json:"items"`
}

type ownSessionBody struct {
	ID         string    `json:"id"`
	Kind       string    `json:"kind" description:"page or program, what it was begun in; empty where that is not known"`
	BegunAt    time.Time `json:"begun_at"`
	LastUsedAt time.Time `json:"last_used_at"`
	Present    bool      `json:"present" description:"in which this is asked"`
}

func (a *API) secondFactor(c *gin.Context) error {
	f, err := a.Accounts.SecondFactor(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, secondFactorBody{On: f.Since != nil, Since: f.Since, Required: f.Asked, RecoveryCodesLeft: f.CodesLeft})
}

func (a *API) beginSecondFactor(c *gin.Context) error {
	in, err := bind[accounts.Proof](c)
	if err != nil {
		return err
	}
	e, err := a.Accounts.BeginSecondFactor(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusCreated, enrolmentBody{e.Secret, e.Address})
}

func (a *API) confirmSecondFactor(c *gin.Context) error {
	in, err := bind[accounts.SecondCode](c)
	if err != nil {
		return err
	}
	codes, err := a.Accounts.ConfirmSecondFactor(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, recoveryCodesBody{codes})
}

func (a *API) renewRecoveryCodes(c *gin.Context) error {
	in, err := bind[accounts.Proof](c)
	if err != nil {
		return err
	}
	codes, err := a.Accounts.RenewRecoveryCodes(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, recoveryCodesBody{codes})
}

func (a *API) dropSecondFactor(c *gin.Context) error {
	return a.proved(c, func(in accounts.Proof) error { return a.Accounts.DropSecondFactor(c.Request.Context(), actor(c), in) })
}

func (a *API) ownSessions(c *gin.Context) error {
	rows, err := a.Accounts.Sessions(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	out := ownSessionsBody{Items: make([]ownSessionBody, len(rows))}
	for i, r := range rows {
		out.Items[i] = ownSessionBody{r.ID, string(r.Kind), r.BegunAt, r.LastUsedAt, r.Present}
	}
	return respond.JSON(c, http.StatusOK, out)
}

func (a *API) endSession(c *gin.Context) error {
	id, err := pathID(c, "session")
	if err != nil {
		return err
	}
	return a.proved(c, func(in accounts.Proof) error { return a.Accounts.EndSession(c.Request.Context(), actor(c), id, in) })
}

func (a *API) endOtherSessions(c *gin.Context) error {
	return a.proved(c, func(in accounts.Proof) error { return a.Accounts.EndOtherSessions(c.Request.Context(), actor(c), in) })
}

// proved calls a verb that asks for the password again, and answers nothing.
func (a *API) proved(c *gin.Context, verb func(accounts.Proof) error) error {
	in, err := bind[accounts.Proof](c)
	if err == nil {
		err = verb(in)
	}
	if err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}
