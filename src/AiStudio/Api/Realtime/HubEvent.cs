namespace AiStudio.Api.Realtime;

/// <summary>An event as it goes over the hub: what a server-sent event has.</summary>
/// <param name="Id">Its number, to go on from; null for what is not kept.</param>
/// <param name="Event">What kind it is.</param>
/// <param name="Data">JSON, or <c>[DONE]</c>.</param>
internal sealed record HubEvent(string? Id, string Event, string Data);
