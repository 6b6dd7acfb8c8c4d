using AiStudio.ProviderEmulator.Answers;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.ProviderEmulator.Replies;

/// <summary>One request on its way to one reply.</summary>
internal sealed record Call(
    HttpContext Context, EmulatedRequest Request, Script Script, BillEntry Entry, EmulatorOptions Options, PromptCache Cache)
{
    public CancellationToken ClientGone => Context.RequestAborted;

    public ReplyWriter Writer => field ??= new ReplyWriter(this);

    /// <summary>Without a length the body is chunked: one that is to be cut or spoilt cannot promise a length.</summary>
    public Task<bool> SendWholeAsync(string contentType, ReadOnlyMemory<byte> body)
    {
        if (!Context.Response.HasStarted)
            Context.Response.ContentType = contentType;
        if (Script.Fault is null)
            Context.Response.ContentLength = body.Length;
        return Writer.WriteAsync(body).AsTask();
    }
}
