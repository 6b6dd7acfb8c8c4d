using System.Net.Sockets;
using System.Text;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;
using AiStudio.ProviderEmulator.Wire;
using Microsoft.AspNetCore.Connections.Features;

namespace AiStudio.ProviderEmulator.Replies;

/// <summary>Writes the body: in slices if scripted, and with the script's fault where it is due.</summary>
internal sealed class ReplyWriter(Call call)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Script script = call.Script;
    private int offset;
    private bool struck;

    /// <summary>False when nothing more is to be written: the client is gone or the fault has ended the reply.</summary>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        var plain = script is { SliceEvery: null, SliceAt: null, Fault: not { AfterBytes: not null } };
        if (plain)
            return await SendAsync(bytes);

        while (!bytes.IsEmpty)
        {
            if (!struck && script.Fault is { AfterBytes: { } at } && at == offset && !await StrikeAsync())
                return false;
            var length = Math.Min(bytes.Length, ToBoundary());
            if (!await SendAsync(bytes[..length]))
                return false;
            offset += length;
            bytes = bytes[length..];
            if (script.SliceDelayMs > 0 && script is not { SliceEvery: null, SliceAt: null })
                await Task.Delay(TimeSpan.FromMilliseconds(script.SliceDelayMs), call.Options.Clock, call.ClientGone);
        }

        return true;
    }

    /// <summary>Does the fault now. True when the reply goes on after it.</summary>
    public async Task<bool> StrikeAsync()
    {
        struck = true;
        var fault = script.Fault!;
        if (fault.AfterBytes is not null)
            await call.Context.Response.Body.FlushAsync(call.ClientGone);
        switch (fault.Kind)
        {
            case FaultKind.Insert:
                return await InsertAsync(fault);
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, call.ClientGone);
                return false;
            case FaultKind.Error when !call.Context.Response.HasStarted:
                await Refusal.SendAsync(call, 500, fault.Text ?? "The server had an error while processing your request.");
                return false;
            case FaultKind.Error:
                call.Entry.End(Ending.Cut);
                await SendAsync(ErrorWire.Event(call.Request.Operation, fault.Text));
                return false;
            case FaultKind.Fin:
                call.Entry.End(Ending.Cut);
                await FinishConnectionAsync();
                return false;
            case FaultKind.Reset:
                call.Entry.End(Ending.Cut);
                await SentBytes.ArrivedAsync(Socket(), call.Options.Clock);
                call.Context.Abort();
                return false;
            default:
                call.Entry.End(Ending.Cut);
                return false;
        }
    }

    private async Task<bool> InsertAsync(Fault fault)
    {
        var text = Encoding.UTF8.GetBytes(fault.Text ?? "");
        for (var i = 0; i < fault.Repeat; i++)
        {
            if (!await SendAsync(text))
                return false;
        }

        return true;
    }

    // The other half stays open until the client has seen the end: closing it at once would be a reset.
    private async Task FinishConnectionAsync()
    {
        Socket().Shutdown(SocketShutdown.Send);
        var gone = Task.Delay(Timeout.InfiniteTimeSpan, call.ClientGone);
        await Task.WhenAny(gone, Task.Delay(Farewell, call.Options.Clock));
        call.Context.Abort();
    }

    private async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return true;
        if (!call.ClientGone.IsCancellationRequested)
        {
            call.Entry.BytesWritten += bytes.Length;
            call.Entry.Writes++;
            var result = await call.Context.Response.BodyWriter.WriteAsync(bytes);
            if (!result.IsCompleted && !result.IsCanceled)
                return true;
        }

        if (call.Entry.Ending != Ending.Refused)
            call.Entry.End(Ending.ClientAborted);
        return false;
    }

    private Socket Socket() => call.Context.Features.Get<IConnectionSocketFeature>()!.Socket;

    private int ToBoundary()
    {
        var next = int.MaxValue;
        if (script.SliceEvery is { } every and > 0)
            next = every - offset % every;
        foreach (var at in script.SliceAt ?? [])
        {
            if (at > offset)
                next = Math.Min(next, at - offset);
        }

        if (!struck && script.Fault is { AfterBytes: { } cut } && cut > offset)
            next = Math.Min(next, cut - offset);
        return next;
    }
}
