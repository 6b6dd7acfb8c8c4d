namespace AiStudio.Gateway;

/// <summary>The closed catalogue. Failover, retry and the edge ask the entry, never the exception's type.</summary>
public static class GatewayErrors
{
    /// <summary>Neither an alias nor a model of this organization.</summary>
    public static readonly GatewayError ModelNotFound = new("model_not_found", 404, "invalid_request_error", Retryable: false);

    /// <summary>No candidate can be asked for something that the call asks for.</summary>
    public static readonly GatewayError ParameterUnsupported = new("unsupported_parameter", 400, "invalid_request_error", Retryable: false);

    /// <summary>Too many calls at once.</summary>
    public static readonly GatewayError TooManyCalls = new("too_many_concurrent_calls", 429, "rate_limit_error", Retryable: false) { Outage = true };

    /// <summary>A budget's cap is reached.</summary>
    public static readonly GatewayError BudgetExhausted = new("budget_exhausted", 429, "insufficient_quota", Retryable: false);

    /// <summary>The person's messages of today are used up.</summary>
    public static readonly GatewayError MessageLimitReached = new("message_limit_reached", 429, "insufficient_quota", Retryable: false);

    /// <summary>No price is known for the model, so it cannot be metered.</summary>
    public static readonly GatewayError PriceUnknown = new("price_unknown", 503, "server_error", Retryable: false);

    /// <summary>The ledger cannot be reached, so nothing may be spent.</summary>
    public static readonly GatewayError LedgerUnavailable = new("ledger_unavailable", 503, "server_error", Retryable: false);

    /// <summary>The messages do not fit into the model's context window.</summary>
    public static readonly GatewayError ContextTooLong = new("context_length_exceeded", 400, "invalid_request_error", Retryable: false);

    /// <summary>The provider's policy forbids what was sent.</summary>
    public static readonly GatewayError ContentRefused = new("content_refused", 400, "invalid_request_error", Retryable: false);

    /// <summary>The provider refused the request as malformed.</summary>
    public static readonly GatewayError ProviderRejected = new("provider_rejected_request", 400, "invalid_request_error", Retryable: false);

    /// <summary>The provider refused the organization's key.</summary>
    public static readonly GatewayError ProviderAuthentication = new("provider_authentication_failed", 502, "server_error", Retryable: true);

    /// <summary>The provider is limiting us.</summary>
    public static readonly GatewayError ProviderRateLimited = new("provider_rate_limited", 429, "rate_limit_error", Retryable: true) { Transient = true, Outage = true };

    /// <summary>The provider answered with a server error, or could not be reached.</summary>
    public static readonly GatewayError ProviderUnavailable = new("provider_unavailable", 502, "server_error", Retryable: true) { Transient = true, Outage = true };

    /// <summary>This installation does not connect to the provider's address.</summary>
    public static readonly GatewayError AddressRefused = new("address_refused", 502, "server_error", Retryable: true);

    /// <summary>The provider sent something that is not its protocol.</summary>
    public static readonly GatewayError ProviderGarbled = new("provider_invalid_response", 502, "server_error", Retryable: true);

    /// <summary>The provider did not answer in time.</summary>
    public static readonly GatewayError ProviderTimeout = new("provider_timeout", 504, "timeout_error", Retryable: true) { Outage = true };

    /// <summary>The stream broke after text had been handed out; nothing else may be tried.</summary>
    public static readonly GatewayError StreamInterrupted = new("stream_interrupted", 502, "server_error", Retryable: false);

    /// <summary>Every candidate has failed too often lately to be asked now.</summary>
    public static readonly GatewayError NoModelAvailable = new("no_model_available", 503, "server_error", Retryable: false) { Outage = true };
}
